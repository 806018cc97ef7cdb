import { open } from 'node:fs/promises'
import { KB } from '@chairside/protocol'
import type { ByteRange } from '../../seams.ts'

/** Buffers that are reused from reader to reader. */
export interface Buffers {
  /** Bytes of the largest. */
  readonly size: number
  /** Gives a buffer for a range of `length` bytes: the largest, or a smaller one that holds the range. */
  take(length: number): Buffer
  give(buffer: Buffer): void
}

/** Bytes of the smallest buffer. */
const smallest = 4 * KB

/**
 * Each buffer is twice as large as the next smaller one, up to `size` bytes.
 *
 * @param most bytes of unused buffers kept for the next readers
 */
export function createBuffers(size: number, most: number): Buffers {
  const free = new Map<number, Buffer[]>()
  let unused = 0
  return {
    size,
    take: (length) => {
      const fit = Math.min(size, Math.max(smallest, 2 ** Math.ceil(Math.log2(length))))
      const known = free.get(fit)?.pop()
      if (known === undefined) return Buffer.allocUnsafeSlow(fit)
      unused -= fit
      return known
    },
    give: (buffer) => {
      if (unused + buffer.length > most) return
      unused += buffer.length
      const known = free.get(buffer.length)
      if (known === undefined) free.set(buffer.length, [buffer])
      else known.push(buffer)
    },
  }
}

/** The bytes of a file in chunks of at most `buffers.size`. Lent chunks of one reading all use the same buffer. */
export async function* readDisk(
  path: string,
  { start, end }: ByteRange,
  { buffers, lend, signal }: { buffers: Buffers; lend: boolean; signal: AbortSignal | undefined },
): AsyncIterable<Uint8Array> {
  const { size } = buffers
  const file = await open(path, 'r')
  try {
    const lent = lend ? buffers.take(end + 1 - start) : undefined
    for (let at = start; at <= end; ) {
      signal?.throwIfAborted()
      const length = Math.min(lent?.length ?? size, end + 1 - at)
      const buffer = lent ?? Buffer.allocUnsafeSlow(length)
      const { bytesRead } = await file.read(buffer, 0, length, at)
      if (bytesRead === 0) return
      signal?.throwIfAborted()
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
    // Reused only after a complete read: when a read ends early, the consumer may still use the chunk.
    if (lent !== undefined) buffers.give(lent)
  } finally {
    await file.close()
  }
}
