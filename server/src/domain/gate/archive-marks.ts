import { inflateRawSync } from 'node:zlib'
import type { ErrorCode } from '@chairside/protocol'
import { signaturesIn } from './signatures.ts'

/** A place at which an archive program may find an archive, and the code that refuses it. */
export interface Mark {
  readonly at: number
  readonly code: ErrorCode
}

const blockBytes = 512
/** How many marks are proved, by a checksum or by unpacking the beginning of a stream. Further ones count unproved. */
const mostProved = 256

/** Bytes before and behind the signature of a mark that decide whether it is one. */
export const markReach = blockBytes

/**
 * Yields the marks of archives that begin in a part of `bytes`, in order. What stands before and behind that part helps
 * to prove them.
 */
export function* marksIn(bytes: Buffer, from = 0, to = bytes.length): Generator<Mark, undefined> {
  let proved = 0
  const proves = (look: () => boolean): boolean => {
    proved += 1
    return proved > mostProved || look()
  }
  for (const { at, kind } of signaturesIn(bytes, from, to)) {
    if (kind === 'iso') yield { at, code: 'POLYGLOT_ISO' }
    else if (kind === 'tar') {
      if (proves(() => isTar(bytes, at - 257))) yield { at, code: 'POLYGLOT_TAR' }
    } else if (kind === 'zip' || proves(() => isGzip(bytes, at))) yield { at, code: 'POLYGLOT_ZIP' }
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
