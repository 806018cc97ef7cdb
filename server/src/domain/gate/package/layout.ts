import { OutOfReach, type Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { wholeNumber } from './eocd.ts'
import { refuseOtherName, sizesOf, type ZipDirectory, type ZipEntry } from './zip.ts'

/*
 * Where the files of an archive lie: APPNOTE.TXT 4.3.7 (local header), 4.3.9 (data descriptor). Some programs go by
 * the directory, others from one local header to the next; both must find the same files.
 */

const headerBytes = 30
const headerSignature = 0x04034b50
const descriptorSignature = 0x08074b50
/** The longest extra field and descriptor between the stated parts of a file and the next file. */
const mostBetween = 65_535 + 24
/** After this many reads of the gate, no further local header is checked. */
const mostReads = 64

/** Refuses files that do not lie one behind the other, from the first byte to the directory. Reads nothing. */
export function checkPlaces({ entries, position, here }: ZipDirectory): void {
  if (here !== entries.length) refuse('ZIP_UNREADABLE')
  for (const { entry, next } of inOrder(entries, position)) {
    const end = entry.offset + headerBytes + entry.rawName.length + entry.packed
    if (end > next) refuse('ZIP_UNREADABLE')
    if (next - end > mostBetween) refuse('ZIP_PREFIX_DATA')
  }
  if (entries.length > 0 && !entries.some(({ offset }) => offset === 0)) refuse('ZIP_PREFIX_DATA')
}

/**
 * Refuses local headers that differ from the directory with ZIP_UNREADABLE, and anything between the files with
 * ZIP_PREFIX_DATA. If files lie far apart, it checks only as many as `mostReads` allows.
 */
export async function checkHeaders(source: Source, { entries, position }: ZipDirectory): Promise<void> {
  try {
    for (const { entry, next } of inOrder(entries, position)) {
      if (source.spent.reads >= mostReads) return
      const end = await readHeader(source, entry)
      if (end === next) continue
      if (end > next) refuse('ZIP_UNREADABLE')
      const between = entry.described ? await source.read(end, Math.min(next - end, 25)) : undefined
      if (between === undefined || !describes(between, entry)) refuse('ZIP_PREFIX_DATA')
    }
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error
  }
}

/** The files in the order of their places, each with the place where the next file or the directory must begin. */
function inOrder(entries: readonly ZipEntry[], directory: number) {
  const sorted = entries.toSorted((one, other) => one.offset - other.offset)
  return sorted.map((entry, index) => ({ entry, next: sorted[index + 1]?.offset ?? directory }))
}

/** Compares a local header with the directory. Gives the place where the content ends. */
async function readHeader(source: Source, entry: ZipEntry): Promise<number> {
  const { offset, rawName, method, encrypted, described } = entry
  const start = await source.read(offset, headerBytes + rawName.length)
  const fits = start.length === headerBytes + rawName.length && start.readUInt32LE(0) === headerSignature
  if (!fits || start.readUInt16LE(8) !== method) refuse('ZIP_UNREADABLE')
  const named = start.readUInt16LE(26) === rawName.length && start.subarray(headerBytes).equals(rawName)
  const flags = start.readUInt16LE(6)
  if (!named || ((flags & 1) !== 0) !== encrypted || ((flags & 8) !== 0) !== described) {
    refuse('ZIP_UNREADABLE')
  }
  const extraAt = offset + start.length
  const extra = await source.read(extraAt, start.readUInt16LE(28))
  refuseOtherName(extra, rawName)
  const size = sizesOf(start, extra)
  // Read first, because the ZIP64 field has the unpacked size first.
  const unpacked = size(22)
  const stated = [start.readUInt32LE(14), size(18), unpacked]
  const known = [entry.crc, entry.packed, entry.unpacked]
  const unknown = (value: number): boolean => described && (value === 0 || value === 0xffffffff)
  if (stated.some((value, index) => value !== known[index] && !unknown(value))) refuse('ZIP_UNREADABLE')
  return extraAt + start.readUInt16LE(28) + entry.packed
}

/** Whether bytes behind a file are its descriptor and nothing else: with or without signature, narrow or wide. */
function describes(bytes: Buffer, { crc, packed, unpacked }: ZipEntry): boolean {
  const marked = bytes.length % 8 === 0
  if (marked && (bytes.length === 0 || bytes.readUInt32LE(0) !== descriptorSignature)) return false
  const fields = marked ? bytes.subarray(4) : bytes
  if (fields.length !== 12 && fields.length !== 20) return false
  const sizes =
    fields.length === 12
      ? [fields.readUInt32LE(4), fields.readUInt32LE(8)]
      : [wholeNumber(fields, 4), wholeNumber(fields, 12)]
  return fields.readUInt32LE(0) === crc && sizes[0] === packed && sizes[1] === unpacked
}
