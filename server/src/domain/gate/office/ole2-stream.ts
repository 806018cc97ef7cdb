import type { Source } from '../source.ts'
import type { Fat } from './fat.ts'
import type { Compound, CompoundEntry } from './ole2.ts'

/*
 * Streams of a compound file: MS-CFB 2.4 (mini FAT: streams under 4,096 bytes lie in small sectors of the
 * root stream).
 */

const smallBelow = 4096
const smallBytes = 64
const firstMark = 0xfffffffa

/** At most `length` bytes of a stream from `position` on: fewer when stream, chain or file end earlier. */
export async function readStream(
  source: Source,
  compound: Compound,
  { start, size }: CompoundEntry,
  position: number,
  length: number,
): Promise<Buffer> {
  const most = Math.min(length, size - position)
  if (size >= smallBelow) return readChain(source, compound.fat, start, position, most)
  return readSmall(source, compound, start, position, most)
}

async function readChain(
  source: Source,
  fat: Fat,
  start: number,
  position: number,
  length: number,
): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let at = position; at < position + length; ) {
    const sector = await fat.sectorAt(start, Math.floor(at / fat.bytes))
    if (sector === undefined) break
    const skip = at % fat.bytes
    const part = await source.read(
      fat.offset(sector) + skip,
      Math.min(position + length - at, fat.bytes - skip),
    )
    if (part.length === 0) break
    parts.push(part)
    at += part.length
  }
  return Buffer.concat(parts)
}

async function readSmall(
  source: Source,
  { fat, root, miniFat }: Compound,
  start: number,
  position: number,
  length: number,
): Promise<Buffer> {
  const parts: Buffer[] = []
  let small = start
  for (let at = 0; at < position + length; at += smallBytes) {
    if (small >= firstMark) break
    const skip = Math.max(position - at, 0)
    const wanted = Math.min(position + length - at, smallBytes) - skip
    if (wanted > 0) parts.push(await readChain(source, fat, root.start, small * smallBytes + skip, wanted))
    const next = await readChain(source, fat, miniFat, small * 4, 4)
    if (next.length < 4) break
    small = next.readUInt32LE(0)
  }
  return Buffer.concat(parts)
}
