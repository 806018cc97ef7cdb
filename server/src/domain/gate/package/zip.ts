import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { type ArchiveEnd, archiveEnds, strayBytes, wholeNumber } from './eocd.ts'
import { comparable } from './part-name.ts'

/*
 * ZIP: APPNOTE.TXT 6.3.10, 4.3.12 (central directory), 4.4 (fields), 4.5.3 (ZIP64 extra field). Entries are
 * taken from the central directory alone; data before the first entry and behind the archive are refused.
 */

const mostDirectoryBytes = 4 * 1024 * 1024
const mostEntries = 20_000
const signature = 0x02014b50

/** A file of an archive, as the central directory lists it. */
export interface ZipEntry {
  /** The name as stored. */
  readonly rawName: Buffer
  /** The name normalized by `comparable`. */
  readonly name: string
  readonly encrypted: boolean
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

/** The entries of a file that is one ZIP archive and nothing else. Refuses every other file. */
export async function readZip(source: Source): Promise<ZipEntry[]> {
  const { directory, directoryBytes, entries: count } = await findEnd(source)
  if (count > mostEntries || directoryBytes > mostDirectoryBytes) refuse('ZIP_TOO_MANY_ENTRIES')
  const entries = listEntries(await source.read(directory, directoryBytes), count)
  let first = directory
  for (const { offset, rawName, packed } of entries) {
    if (offset + 30 + rawName.length + packed > directory) refuse('ZIP_UNREADABLE')
    first = Math.min(first, offset)
  }
  if (first !== 0) refuse('ZIP_PREFIX_DATA')
  return entries
}

/** The end record that ends the file. Refuses a file without one, or a directory elsewhere than stated. */
async function findEnd(source: Source): Promise<ArchiveEnd> {
  const ends: ArchiveEnd[] = []
  for await (const end of archiveEnds(source)) ends.push(end)
  const here = ends.filter(({ end }) => end <= source.size && end >= source.size - strayBytes)
  // Two records that both end here: one archive lies in the comment of another.
  if (here.length > 1) refuse('POLYGLOT_ZIP')
  const last = here[0] ?? ends[0]
  if (last === undefined || !last.whole) return refuse('ZIP_UNREADABLE')
  const start = (await source.read(last.directory, 4)).toString('latin1')
  if (start !== 'PK\x01\x02') refuse('ZIP_UNREADABLE')
  if (last.directory !== last.offset) refuse('ZIP_PREFIX_DATA')
  return here[0] ?? refuse(last.end > source.size ? 'ZIP_UNREADABLE' : 'ZIP_TRAILING_DATA')
}

function listEntries(bytes: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signature) refuse('ZIP_UNREADABLE')
    const next =
      at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > bytes.length) refuse('ZIP_UNREADABLE')
    entries.push(readEntry(bytes.subarray(at, next)))
    at = next
  }
  if (at !== bytes.length) refuse('ZIP_UNREADABLE')
  return entries
}

function readEntry(record: Buffer): ZipEntry {
  const nameEnd = 46 + record.readUInt16LE(28)
  const rawName = record.subarray(46, nameEnd)
  const wide = wideField(record.subarray(nameEnd, nameEnd + record.readUInt16LE(30)))
  // The extra field holds, in this order, only the values that do not fit their own field.
  const size = (at: number): number => {
    const value = record.readUInt32LE(at)
    return value === 0xffffffff ? (wide.next() ?? value) : value
  }
  const unpacked = size(24)
  const packed = size(20)
  const offset = size(42)
  return {
    rawName,
    name: comparable(rawName.toString('latin1')),
    encrypted: (record.readUInt16LE(8) & 1) !== 0,
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    packed,
    unpacked,
    offset,
    mode: record.readUInt8(5) === 3 ? record.readUInt16LE(40) : 0,
  }
}

function wideField(extra: Buffer): { next: () => number | undefined } {
  let at = 0
  while (at + 4 <= extra.length) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)]
    if (id === 1) {
      const data = extra.subarray(at + 4, at + 4 + length)
      let used = 0
      return {
        next: () => {
          if (used + 8 > data.length) return undefined
          used += 8
          return wholeNumber(data, used - 8)
        },
      }
    }
    at += 4 + length
  }
  return { next: () => undefined }
}
