import { inflateRawSync } from 'node:zlib'
import type { ErrorCode } from '@chairside/protocol'

/*
 * Where archives may begin, by what archive programs search for inside other files. ZIP: APPNOTE.TXT 4.3.7, 4.3.12,
 * 4.3.16. TAR: POSIX.1-2017, pax, ustar. ISO 9660: ECMA-119, 8.1. gzip: RFC 1952, 2.3. xz: file format 1.2.1, 2.1.1.
 * 7z, RAR, CAB (MS-CAB 2.1), WIM, XAR, bzip2 and cpio by their signatures.
 */

/** A place at which an archive program may find an archive, and the code that refuses it. */
export interface Mark {
  readonly at: number
  readonly code: ErrorCode
}

const blockBytes = 512
/** How many marks are proved, by a checksum or by unpacking the beginning of a stream. Further ones count unproved. */
const mostProved = 256

const zip =
  'PK\\x03\\x04[^]{4}[\\0-\\x63]\\0|PK\\x01\\x02[^]{6}[\\0-\\x63]\\0|PK\\x05\\x06(?:\\0\\0|\\xff\\xff){2}[^]{14}'
const others = [
  '7z\\xbc\\xaf\\x27\\x1c',
  'Rar!\\x1a\\x07',
  'MSCF\\0{4}',
  'MSWIM\\0{3}',
  '\\xfd7zXZ\\0',
  'xar!\\0',
  'BZh[1-9]1AY&SY',
  // The mode of the first file comes early, so that a row of digits is not searched over and over.
  '070707[0-7]{12}(?:0[1246]|1[024])[0-7]{56}',
  '07070[12][0-9A-Fa-f]{8}0000[1-9A-Ca-c][0-9A-Fa-f]{75}00000[0-9A-Fa-f]{11}',
]
const gzip = '\\x1f\\x8b\\x08[\\0-\\x1f][^]{4}[\\0\\x02\\x04][\\0-\\x0d\\xff]'
const marks = new RegExp(`${[zip, ...others].join('|')}|(\\x01CD001\\x01)|(ustar)|(${gzip})`, 'g')

/** Bytes before and behind the signature of a mark that decide whether it is one. */
export const markReach = blockBytes

/** Yields the marks of archives in a part of a file, in order. */
export function* marksIn(bytes: Buffer): Generator<Mark, undefined> {
  let proved = 0
  const proves = (look: () => boolean): boolean => {
    proved += 1
    return proved > mostProved || look()
  }
  for (const { index, 1: disc, 2: tape, 3: stream } of bytes.toString('latin1').matchAll(marks)) {
    if (disc !== undefined) yield { at: index, code: 'POLYGLOT_ISO' }
    else if (tape !== undefined) {
      if (proves(() => isTar(bytes, index - 257))) yield { at: index, code: 'POLYGLOT_TAR' }
    } else if (stream === undefined || proves(() => isGzip(bytes, index)))
      yield { at: index, code: 'POLYGLOT_ZIP' }
  }
}

/** How many bytes of a stream are unpacked to tell it from other bytes. */
const unpackedBytes = 256

/**
 * Whether a gzip stream begins here: unpacks its beginning, because its head alone occurs by chance in about one of
 * 50,000 large photos.
 */
function isGzip(bytes: Buffer, at: number): boolean {
  const flags = bytes.readUInt8(at + 3)
  let start = at + 10
  if ((flags & 4) !== 0) start += 2 + (start + 2 <= bytes.length ? bytes.readUInt16LE(start) : 0)
  // A name and a comment end with a zero.
  for (const flag of [8, 16]) if ((flags & flag) !== 0) start = bytes.indexOf(0, start) + 1 || bytes.length
  if ((flags & 2) !== 0) start += 2
  try {
    inflateRawSync(bytes.subarray(start, start + unpackedBytes))
    return true
  } catch (error) {
    // The stream goes on behind these bytes.
    return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
  }
}

/** Whether a TAR header stands here, also of the old format without a signature: by its checksum. */
export function isTar(bytes: Buffer, at: number): boolean {
  if (at < 0 || at + blockBytes > bytes.length) return false
  const field = bytes.toString('latin1', at + 148, at + 156).replaceAll('\0', ' ')
  const stated = /^ *([0-7]{1,7}) /.exec(field)?.[1]
  if (stated === undefined) return false
  // The checksum counts as eight spaces.
  let sum = 8 * 0x20
  for (let index = 0; index < blockBytes; index += 1) {
    if (index < 148 || index >= 156) sum += bytes.readUInt8(at + index)
  }
  return sum === Number.parseInt(stated, 8)
}
