import { KB } from '@chairside/protocol'

/**
 * Smaller chunks are left to the collector. A parser of forms hands out what it still uses: the beginning of a
 * boundary that was none comes in the buffer where it keeps the next one. It is as long as a boundary, which stands in
 * a header, and all headers together have less than this.
 */
const smallest = 16 * KB

/**
 * Gives the memory of chunks back at once (ECMA-262, ArrayBuffer.prototype.transfer). Waiting for the collector would
 * let a fast upload pile up what it has long written, and pay for collections of the whole heap. A chunk that shares
 * its memory with others is left alone.
 */
export function release(chunks: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of chunks) {
    if (byteLength < smallest) continue
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
  }
}
