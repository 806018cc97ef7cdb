import type { Source } from '../source.ts'

/*
 * Where ZIP archives end: APPNOTE.TXT 6.3.10, 4.3.16 (end of central directory), 4.3.14 and 4.3.15 (ZIP64).
 */

/** An end record with the longest comment (65,557 bytes), and some room. */
export const tailBytes = 66_000

/** ZIP programs tolerate this many bytes behind an archive; some Office files have one. */
export const strayBytes = 16

const signature = Buffer.from('PK\x05\x06')
const wideSignature = 0x06064b50
const locatorSignature = 0x07064b50

/** One end-of-central-directory record as read. Its values are not verified yet. */
export interface ArchiveEnd {
  /** Where the record itself begins. */
  readonly position: number
  /** Where the archive's comment ends, by its stated length; may lie past the end of the file. */
  readonly end: number
  /** Where the central directory must begin if its size is right, and that size. */
  readonly directory: number
  readonly directoryBytes: number
  /** Where the central directory begins, as the record states. */
  readonly offset: number
  readonly entries: number
  /** How many of the entries lie on the record's own volume, as it states. */
  readonly here: number
  /** Whether the archive is a single volume, and its end records agree. */
  readonly whole: boolean
}

/** Yields every end record in the last 66,000 bytes, the last one first. */
export async function* archiveEnds(source: Source): AsyncGenerator<ArchiveEnd> {
  const start = Math.max(0, source.size - tailBytes)
  const tail = await source.read(start, tailBytes)
  let at = tail.lastIndexOf(signature)
  while (at >= 0) {
    if (at + 22 <= tail.length) yield await readEnd(source, tail.subarray(at), start + at)
    at = at === 0 ? -1 : tail.lastIndexOf(signature, at - 1)
  }
}

async function readEnd(source: Source, record: Buffer, position: number): Promise<ArchiveEnd> {
  const narrow = {
    disk: record.readUInt16LE(4),
    directoryDisk: record.readUInt16LE(6),
    here: record.readUInt16LE(8),
    entries: record.readUInt16LE(10),
    bytes: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  }
  const wide = await readWide(source, position)
  const pick = (field: keyof typeof narrow): number => {
    const full = field === 'bytes' || field === 'offset' ? 0xffffffff : 0xffff
    return wide && narrow[field] === full ? wide[field] : narrow[field]
  }
  const [bytes, offset, entries] = [pick('bytes'), pick('offset'), pick('entries')]
  const agree =
    wide === undefined ||
    (wide.bytes === bytes && wide.offset === offset && wide.entries === entries && wide.named)
  const single = pick('disk') === 0 && pick('directoryDisk') === 0
  return {
    position,
    end: position + 22 + record.readUInt16LE(20),
    directory: (wide?.position ?? position) - bytes,
    directoryBytes: bytes,
    offset,
    entries,
    here: pick('here'),
    whole: agree && single,
  }
}

/** The ZIP64 record of an end record: right before the ZIP64 locator, or else where the locator points. */
async function readWide(source: Source, position: number) {
  if (position < 76) return undefined
  const before = await source.read(position - 76, 76)
  if (before.readUInt32LE(56) !== locatorSignature) return undefined
  const named = wholeNumber(before, 64)
  if (before.readUInt32LE(0) === wideSignature) {
    return fieldsOf(before, position - 76, named === position - 76)
  }
  const record = await source.read(named, 56)
  if (record.length < 56 || record.readUInt32LE(0) !== wideSignature) return undefined
  return fieldsOf(record, named, named + 12 + wholeNumber(record, 4) === position - 20)
}

/** `named`: whether the record stands where the locator says, and the locator follows it. */
function fieldsOf(record: Buffer, position: number, named: boolean) {
  return {
    position,
    named,
    disk: record.readUInt32LE(16),
    directoryDisk: record.readUInt32LE(20),
    here: wholeNumber(record, 24),
    entries: wholeNumber(record, 32),
    bytes: wholeNumber(record, 40),
    offset: wholeNumber(record, 48),
  }
}

/** An 8-byte number, capped at `MAX_SAFE_INTEGER`: no file is that large. */
export function wholeNumber(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at)
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value)
}
