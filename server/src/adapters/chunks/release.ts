/**
 * Frees the memory of chunks at once (ECMA-262, ArrayBuffer.prototype.transfer), but not of chunks that share a buffer.
 * Otherwise the written bytes of fast or many uploads pile up until a collection of the whole heap.
 */
export function release(chunks: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of chunks)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0)
      buffer.transfer(0)
}
