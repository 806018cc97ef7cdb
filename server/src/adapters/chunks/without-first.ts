/** A list of chunks without its first `bytes`: `writev` may write fewer than asked. */
export function withoutFirst(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const left: Uint8Array[] = []
  let skip = bytes
  for (const chunk of chunks) {
    if (skip < chunk.length) left.push(chunk.subarray(skip))
    skip = Math.max(0, skip - chunk.length)
  }
  return left
}
