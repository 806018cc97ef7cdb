import { type Chunk, metadataChunks } from '@chairside/protocol'
import { crc32 } from '@node-rs/crc32'
import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { chunksTell } from './png-text.ts'

/*
 * PNG: W3C Portable Network Graphics, third edition, 5.3 (chunks), 11.2.1 (IHDR), which includes animated PNG. Apple's
 * CgBI variant is refused: no browser shows it.
 */

/** What the gate reads of a picture. */
export interface Picture {
  /** Pixels; 0 when unknown. */
  readonly width: number
  readonly height: number
  /** Whether it says where it was taken. */
  readonly location: boolean
}

const mostChunks = 4096
const tailBytes = 64 * 1024
const metadataName = new RegExp(metadataChunks.join('|'), 'g')
/** The most chunks read in the tail, because each may be as long as the tail. */
const mostInTail = 32

/** Reads the dimensions from IHDR. Refuses with BROKEN_PNG, and CgBI with TYPE_NOT_ALLOWED. */
export async function readPng(source: Source): Promise<Picture> {
  const first = await source.read(8, 16)
  if (first.toString('latin1', 4, 8) === 'CgBI') refuse('TYPE_NOT_ALLOWED', 'png')
  const complete = first.length === 16 && first.readUInt32BE(0) === 13
  if (!complete || first.toString('latin1', 4, 8) !== 'IHDR') refuse('BROKEN_PNG')
  const [width, height] = [first.readUInt32BE(8), first.readUInt32BE(12)]
  if (width === 0 || height === 0) refuse('BROKEN_PNG')
  return { width, height, location: false }
}

/** Whether a PNG says where it was taken, by the metadata at its beginning and end, as far as they were fetched. */
export function pngTellsPlace(source: Source): Promise<boolean> {
  return chunksTell([...chunksAtStart(source), ...chunksAtEnd(source)])
}

function chunksAtStart(source: Source): Chunk[] {
  const chunks: Chunk[] = []
  let at = 8
  for (let count = 0; count < mostChunks; count += 1) {
    const head = source.known(at, 8)
    if (head?.length !== 8) break
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4)
    const data = metadataChunks.includes(type) ? source.known(at + 8, length) : undefined
    if (data?.length === length) chunks.push({ type, data })
    at += 12 + length
  }
  return chunks
}

/** The metadata at the end, without a walk through the picture: chunks found by their names, with a right checksum. */
function chunksAtEnd(source: Source): Chunk[] {
  const tail = source.known(Math.max(0, source.size - tailBytes), tailBytes) ?? Buffer.alloc(0)
  const names = [...tail.toString('latin1').matchAll(metadataName)].slice(-mostInTail)
  return names.flatMap(({ index, 0: type }) => {
    const length = index < 4 ? tail.length : tail.readUInt32BE(index - 4)
    const end = index + 4 + length
    const isChunk = end + 4 <= tail.length && crc32(tail.subarray(index, end)) === tail.readUInt32BE(end)
    return isChunk ? [{ type, data: tail.subarray(index + 4, end) }] : []
  })
}
