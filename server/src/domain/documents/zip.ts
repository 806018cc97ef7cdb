/*
 * .ZIP File Format Specification 6.3.10 (APPNOTE.TXT): 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to
 * 4.3.16 (ends), 4.5.3 (zip64), 4.4.4 (flags). The contents are stored. Size and CRC-32 are known beforehand, so no data
 * descriptor follows a content, and the length of the archive is known before its first byte.
 */

/** A content in an archive. */
export interface ZipEntry {
  /** Its name in the archive, unlike every other one, whatever the case. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly crc32: number
  /** When it last changed, in ms since the epoch. Archives know even seconds of the years 1980 to 2107. */
  readonly at: number
}

/** The largest numbers of fields of 16 and 32 bits. They stand where zip64 has the true number. */
const [most16, most32] = [0xffff, 0xffffffff]
/** The versions of the format that a reader must know: for contents in folders, and for zip64. */
const [plainVersion, zip64Version] = [20, 45]
/** The name is UTF-8. */
const flags = 1 << 11
/** Made on Unix: from other systems Info-ZIP reads names in an old code page. And the mode of a plain file there. */
const [unix, mode] = [3 << 8, 0o100644]

/**
 * The pieces of an archive in their order: bytes of the format, and the index of each entry where its content stands.
 */
export function* zipPieces(entries: readonly ZipEntry[]): Generator<Buffer | number, void> {
  const directory: Buffer[] = []
  let at = 0
  for (const [index, entry] of entries.entries()) {
    const local = localHeader(entry)
    directory.push(directoryHeader(entry, at))
    yield local
    yield index
    at += local.length + entry.size
  }
  yield Buffer.concat([...directory, end(entries.length, lengthOf(directory), at)])
}

/** The exact length of an archive, in bytes. */
export function zipLength(entries: readonly ZipEntry[]): number {
  let length = 0
  for (const piece of zipPieces(entries))
    length += typeof piece === 'number' ? (entries[piece]?.size ?? 0) : piece.length
  return length
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0)

function localHeader(entry: ZipEntry): Buffer {
  const isLong = entry.size >= most32
  const extra = isLong ? zip64([entry.size, entry.size]) : Buffer.alloc(0)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  common(head.subarray(4), entry, isLong, extra)
  return Buffer.concat([head, Buffer.from(entry.name), extra])
}

function directoryHeader(entry: ZipEntry, at: number): Buffer {
  const long = entry.size >= most32 ? [entry.size, entry.size] : []
  const isFar = at >= most32
  const extra = zip64([...long, ...(isFar ? [at] : [])])
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(unix | zip64Version, 4)
  common(head.subarray(6), entry, extra.length > 0, extra)
  head.writeUInt16LE(mode, 40)
  head.writeUInt32LE(isFar ? most32 : at, 42)
  return Buffer.concat([head, Buffer.from(entry.name), extra])
}

/** Writes the 26 bytes that both headers of an entry share. */
function common(to: Buffer, { name, size, crc32, at }: ZipEntry, isZip64: boolean, extra: Buffer): void {
  const short = Math.min(size, most32)
  to.writeUInt16LE(isZip64 ? zip64Version : plainVersion, 0)
  to.writeUInt16LE(flags, 2)
  to.writeUInt32LE(dosTime(at), 6)
  to.writeUInt32LE(crc32, 10)
  to.writeUInt32LE(short, 14)
  to.writeUInt32LE(short, 18)
  to.writeUInt16LE(Buffer.byteLength(name), 22)
  to.writeUInt16LE(extra.length, 24)
}

/** The extra field with numbers that are too large for the headers; empty without any. */
function zip64(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0)
  const field = Buffer.alloc(4 + 8 * numbers.length)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(8 * numbers.length, 2)
  for (const [index, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * index)
  return field
}

/** The end of an archive with so many entries, whose directory stands at `at` and is `size` bytes long. */
function end(count: number, size: number, at: number): Buffer {
  const last = Buffer.alloc(22)
  last.writeUInt32LE(0x06054b50, 0)
  for (const place of [8, 10]) last.writeUInt16LE(Math.min(count, most16), place)
  last.writeUInt32LE(Math.min(size, most32), 12)
  last.writeUInt32LE(Math.min(at, most32), 16)
  if (count < most16 && size < most32 && at < most32) return last
  const long = Buffer.alloc(76)
  long.writeUInt32LE(0x06064b50, 0)
  // The length of this record behind this number.
  long.writeBigUInt64LE(44n, 4)
  for (const place of [12, 14]) long.writeUInt16LE(zip64Version, place)
  for (const place of [24, 32]) long.writeBigUInt64LE(BigInt(count), place)
  long.writeBigUInt64LE(BigInt(size), 40)
  long.writeBigUInt64LE(BigInt(at), 48)
  // The locator, with the place of this record and the number of disks.
  long.writeUInt32LE(0x07064b50, 56)
  long.writeBigUInt64LE(BigInt(at + size), 64)
  long.writeUInt32LE(1, 72)
  return Buffer.concat([long, last])
}

/** Date and time as MS-DOS keeps them: two 16-bit fields, in steps of two seconds from 1980 on. In UTC. */
function dosTime(at: number): number {
  const date = new Date(Math.min(Math.max(at, Date.UTC(1980, 0)), Date.UTC(2107, 11, 31)))
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}
