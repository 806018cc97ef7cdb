import { open } from 'node:fs/promises'
import type { ByteRange } from '../seams.ts'

/**
 * The bytes of a file, in chunks of at most `size` bytes. Where they are lent, two buffers are filled in turn: while
 * one is on its way out the other is read, and a reader is done with a chunk before it asks for the one after the next.
 */
export async function* readDisk(
  path: string,
  { start, end }: ByteRange,
  { size, lend, signal }: { size: number; lend: boolean; signal: AbortSignal | undefined },
): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const lent: Buffer[] = []
    for (let at = start; at <= end; ) {
      signal?.throwIfAborted()
      const length = Math.min(size, end + 1 - at)
      const buffer = (lent.length === 2 && lent.shift()) || Buffer.allocUnsafeSlow(length)
      if (lend) lent.push(buffer)
      const { bytesRead } = await file.read(buffer, 0, length, at)
      if (bytesRead === 0) return
      signal?.throwIfAborted()
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  } finally {
    await file.close()
  }
}
