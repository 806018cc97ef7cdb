import { setImmediate } from 'node:timers/promises'
import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { type ArchiveEnd, archiveEnds, strayBytes, wholeNumber } from './eocd.ts'
import { comparable } from './part-name.ts'

/*
 * ZIP: APPNOTE.TXT 6.3.10, 4.3.12 (central directory), 4.4 (fields), 4.5.3 (ZIP64 extra field). The
 * central directory says what is in an archive; `layout.ts` checks that nothing else is.
 */

const mostDirectoryBytes = 4 * 1024 * 1024
const mostEntries = 20_000
/** Other work goes on after so many bytes of the directory. */
const stepBytes = 256 * 1024
const signature = 0x02014b50

/** A file of an archive, as the central directory lists it. */
export interface ZipEntry {
  /** The name as stored. */
  readonly rawName: Buffer
  /** The name normalized by `comparable`. */
  readonly name: string
  readonly encrypted: boolean
  /** Whether its sizes may stand behind it instead of in its local header. */
  readonly described: boolean
  readonly method: number
  readonly crc: number
  /** Bytes in the file, and bytes when unpacked. */
  readonly packed: number
  readonly unpacked: number
  /** Where its local header begins. */
  readonly offset: number
  /** The Unix file mode and type (POSIX `st_mode`) when a Unix system packed it, else 0. */
  readonly mode: number
}

/** The central directory of a file that is one ZIP archive. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  /** Where it begins: behind the last file of the archive. */
  readonly position: number
  /** How many entries the end record counts on its own volume. */
  readonly here: number
}

/** Reads the central directory of a file that ends as one ZIP archive. Refuses every other file. */
export async function readDirectory(source: Source): Promise<ZipDirectory> {
  const { directory: position, directoryBytes, entries: count, here } = await findEnd(source)
  if (count > mostEntries || directoryBytes > mostDirectoryBytes) refuse('ZIP_TOO_MANY_ENTRIES')
  return { entries: await listEntries(await source.read(position, directoryBytes), count), position, here }
}

/** The end record that ends the file. Refuses a file without one, or a directory elsewhere than stated. */
async function findEnd(source: Source): Promise<ArchiveEnd> {
  const ends: ArchiveEnd[] = []
  for await (const end of archiveEnds(source)) ends.push(end)
  const here = ends.filter(({ end }) => end <= source.size && end >= source.size - strayBytes)
  // Programs take the last record: another one in the comment of this archive opens another archive.
  if (here.length > 1 || (here[0] !== undefined && here[0] !== ends[0])) refuse('POLYGLOT_ZIP')
  const last = here[0] ?? ends[0]
  if (last === undefined || !last.whole) return refuse('ZIP_UNREADABLE')
  const start = (await source.read(last.directory, 4)).toString('latin1')
  if (start !== 'PK\x01\x02') refuse('ZIP_UNREADABLE')
  if (last.directory !== last.offset) refuse('ZIP_PREFIX_DATA')
  return here[0] ?? refuse(last.end > source.size ? 'ZIP_UNREADABLE' : 'ZIP_TRAILING_DATA')
}

async function listEntries(bytes: Buffer, count: number): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  let at = 0
  let step = stepBytes
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signature) refuse('ZIP_UNREADABLE')
    const next =
      at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > bytes.length) refuse('ZIP_UNREADABLE')
    entries.push(readEntry(bytes.subarray(at, next)))
    at = next
    if (at < step) continue
    step = at + stepBytes
    await setImmediate()
  }
  if (at !== bytes.length) refuse('ZIP_UNREADABLE')
  return entries
}

function readEntry(record: Buffer): ZipEntry {
  const nameEnd = 46 + record.readUInt16LE(28)
  const rawName = record.subarray(46, nameEnd)
  const extra = record.subarray(nameEnd, nameEnd + record.readUInt16LE(30))
  refuseOtherName(extra, rawName)
  const size = sizesOf(record, extra)
  const unpacked = size(24)
  const packed = size(20)
  const offset = size(42)
  return {
    rawName,
    name: comparable(rawName.toString('latin1')),
    encrypted: (record.readUInt16LE(8) & 1) !== 0,
    described: (record.readUInt16LE(8) & 8) !== 0,
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    packed,
    unpacked,
    offset,
    mode: record.readUInt8(5) === 3 ? record.readUInt16LE(40) : 0,
  }
}

/**
 * Reads 4-byte sizes of a header. The ZIP64 extra field holds, in the order of the calls, only the values that do not
 * fit their own field.
 */
export function sizesOf(header: Buffer, extra: Buffer): (at: number) => number {
  const wide = fieldOf(extra, 1)
  let used = 0
  return (at) => {
    const value = header.readUInt32LE(at)
    if (value !== 0xffffffff || used + 8 > wide.length) return value
    used += 8
    return wholeNumber(wide, used - 8)
  }
}

/** Refuses a second, other name (the Unicode Path field, APPNOTE.TXT 4.6.9), which only some programs read. */
export function refuseOtherName(extra: Buffer, name: Buffer): void {
  const second = fieldOf(extra, 0x7075)
  if (second.length > 0 && !second.subarray(5).equals(name)) refuse('ZIP_UNREADABLE')
}

/** The content of an extra field; empty when it is missing. */
function fieldOf(extra: Buffer, wanted: number): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === wanted) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
  }
  return Buffer.alloc(0)
}
