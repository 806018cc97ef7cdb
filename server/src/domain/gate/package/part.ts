import { inflateRawSync } from 'node:zlib'
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
 * Unpacks an entry. Refuses with OOXML_CT_TOO_BIG over 256 KiB packed or 1 MiB unpacked, and with
 * ZIP_UNREADABLE when its local header or content disagrees with the central directory.
 */
export async function unpack(source: Source, entry: ZipEntry): Promise<Buffer> {
  if (entry.packed > mostPacked || entry.unpacked > mostUnpacked) refuse('OOXML_CT_TOO_BIG')
  const header = await source.read(entry.offset, 30 + entry.rawName.length)
  const fits = header.length === 30 + entry.rawName.length && header.readUInt32LE(0) === localSignature
  if (!fits || header.readUInt16LE(8) !== entry.method) refuse('ZIP_UNREADABLE')
  const named = header.readUInt16LE(26) === entry.rawName.length && header.subarray(30).equals(entry.rawName)
  if (!named || (header.readUInt16LE(6) & 1) !== 0) refuse('ZIP_UNREADABLE')
  const packed = await source.read(entry.offset + header.length + header.readUInt16LE(28), entry.packed)
  const content = packed.length === entry.packed ? decode(packed, entry.method) : undefined
  if (content?.length !== entry.unpacked || crc32(content) !== entry.crc) refuse('ZIP_UNREADABLE')
  return content
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
