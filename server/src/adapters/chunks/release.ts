/**
 * Gives the memory of chunks back at once (ECMA-262, ArrayBuffer.prototype.transfer). Waiting for the collector would
 * let a fast upload pile up what it has long written, and pay for collections of the whole heap: many slow ones would
 * too. A chunk that shares its memory with others is left alone.
 */
export function release(chunks: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of chunks)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0)
      buffer.transfer(0)
}
