import { setImmediate } from 'node:timers/promises'
import { constants, inflateRawSync } from 'node:zlib'
import { crc32 } from '@node-rs/crc32'
import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import type { ZipEntry } from './zip.ts'

/*
 * One small file of an archive: APPNOTE.TXT 4.3.7 (local header), 4.4.5 (methods); DEFLATE: RFC 1951.
 */

const mostPacked = 256 * 1024
const mostUnpacked = 1024 * 1024
const localSignature = 0x04034b50

/**
 * Unpacks the pieces of a part, one after the other. Refuses with OOXML_CT_TOO_BIG over 256 KiB packed or 1 MiB
 * unpacked, and with ZIP_UNREADABLE when a local header or content disagrees with the central directory.
 */
export async function unpack(source: Source, pieces: readonly ZipEntry[]): Promise<Buffer> {
  const sum = (of: (piece: ZipEntry) => number): number => pieces.reduce((all, piece) => all + of(piece), 0)
  const tooBig = sum(({ packed }) => packed) > mostPacked || sum(({ unpacked }) => unpacked) > mostUnpacked
  if (tooBig) refuse('OOXML_CT_TOO_BIG')
  const contents: Buffer[] = []
  for (const piece of pieces) {
    const packed = await packedBytes(source, piece, piece.packed)
    const content = packed.length === piece.packed ? decode(packed, piece.method) : undefined
    if (content?.length !== piece.unpacked || crc32(content) !== piece.crc) refuse('ZIP_UNREADABLE')
    contents.push(content)
  }
  return contents.length === 1 && contents[0] ? contents[0] : Buffer.concat(contents)
}

/**
 * Refuses a file that unpacks to more than it states (ZIP_BOMB). Unpacks its first 256 KiB. A file that states more than
 * 1 MiB is not unpacked: the size that it states is counted.
 */
export async function refuseHiddenSize(source: Source, entry: ZipEntry): Promise<void> {
  if (entry.method !== 8 || entry.unpacked > mostUnpacked) return
  const packed = await packedBytes(source, entry, Math.min(entry.packed, mostPacked))
  // Unpacking 1 MiB takes some milliseconds.
  await setImmediate()
  try {
    inflateRawSync(packed, {
      maxOutputLength: Math.max(1, entry.unpacked),
      finishFlush: constants.Z_SYNC_FLUSH,
    })
  } catch (error) {
    // Content that cannot be unpacked hides nothing.
    if (error instanceof RangeError) refuse('ZIP_BOMB')
  }
}

async function packedBytes(source: Source, entry: ZipEntry, length: number): Promise<Buffer> {
  const header = await source.read(entry.offset, 30 + entry.rawName.length)
  const fits = header.length === 30 + entry.rawName.length && header.readUInt32LE(0) === localSignature
  if (!fits || header.readUInt16LE(8) !== entry.method) refuse('ZIP_UNREADABLE')
  const named = header.readUInt16LE(26) === entry.rawName.length && header.subarray(30).equals(entry.rawName)
  if (!named || (header.readUInt16LE(6) & 1) !== 0) refuse('ZIP_UNREADABLE')
  return source.read(entry.offset + header.length + header.readUInt16LE(28), length)
}

function decode(packed: Buffer, method: number): Buffer | undefined {
  if (method === 0) return packed
  if (method !== 8) return undefined
  try {
    return inflateRawSync(packed, { maxOutputLength: mostUnpacked })
  } catch (error) {
    if (error instanceof RangeError) return refuse('OOXML_CT_TOO_BIG')
    return undefined
  }
}
