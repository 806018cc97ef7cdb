import { open } from 'node:fs/promises'
import type { ByteRange } from '../seams.ts'

/**
 * The bytes of a file in two buffers that are filled in turn: while one is on its way out the other is read. A reader
 * is done with a chunk before it asks for the one after the next.
 *
 * @param size of a buffer, in bytes
 */
export async function* readLent(
  path: string,
  { start, end }: ByteRange,
  size: number,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const length = Math.min(size, end - start + 1)
    let [buffer, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)]
    for (let at = start; at <= end; ) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, Math.min(length, end + 1 - at), at)
      if (bytesRead === 0) return
      signal?.throwIfAborted()
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
      ;[buffer, other] = [other, buffer]
    }
  } finally {
    await file.close()
  }
}
