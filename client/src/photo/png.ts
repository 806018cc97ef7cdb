import {
  blankChunk,
  type Chunk,
  checksum,
  chunkTells,
  clearTiff,
  latin1,
  metadataChunks,
  type ReadAt,
} from '@chairside/protocol'
import type { Look, Trace } from './look.ts'

const signatureBytes = 8
/** Encoders write a picture of 100 MB in about 13,000 chunks. */
const mostChunks = 100_000
/** The metadata of a real photo have fewer bytes. Chunks beyond that are removed unread. */
const mostBytes = 16 * 1024 * 1024

/** Looks at the metadata of a PNG. It does not unpack texts. */
export async function lookAtPng(read: ReadAt, size: number): Promise<Look> {
  const goes: (() => Trace)[] = []
  let location = false
  let left = mostBytes
  let at = signatureBytes
  for (let count = 0; at + 12 <= size && count < mostChunks; count += 1) {
    const head = new DataView((await read(at, 8)).slice().buffer)
    const length = head.getUint32(0)
    const type = latin1(new Uint8Array(head.buffer, 4, 4))
    if (metadataChunks.includes(type) && at + 12 + length <= size) {
      const data = length > left ? undefined : (await read(at + 8, length)).slice()
      left -= data?.length ?? 0
      const place = at
      const tells = data ? chunkTells({ type, data }) : 'unread'
      if (tells === 'yes') location = true
      if (tells !== 'no') goes.push(() => traceOf(place, length, type, data))
    }
    at += 12 + length
    if (type === 'IEND') break
  }
  const end = Math.min(at, size)
  return {
    location,
    film: false,
    unread: goes.length > 0,
    traces: async () => [...goes.map((trace) => trace()), { at: end, length: size - end }],
  }
}

/** Replaces a chunk, from its type to its checksum: by Exif data without the location, or by a text of blanks. */
function traceOf(at: number, length: number, type: string, data: Uint8Array | undefined): Trace {
  const chunk: Chunk = type === 'eXIf' && data ? { type, data: clearTiff(data) } : blankChunk(length)
  const bytes = new Uint8Array(length + 8)
  for (let index = 0; index < 4; index += 1) bytes[index] = chunk.type.charCodeAt(index)
  bytes.set(chunk.data, 4)
  new DataView(bytes.buffer).setUint32(length + 4, checksum(chunk))
  return { at: at + 4, length: length + 8, bytes }
}
