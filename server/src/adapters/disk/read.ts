import { open } from 'node:fs/promises'
import type { ByteRange } from '../../seams.ts'

/** Buffers of one size, reused from reader to reader. */
export interface Buffers {
  /** Bytes of each. */
  readonly size: number
  take(): Buffer
  give(buffer: Buffer): void
}

/** @param most unused buffers kept for the next readers */
export function createBuffers(size: number, most: number): Buffers {
  const free: Buffer[] = []
  return {
    size,
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(size),
    give: (buffer) => {
      if (free.length < most) free.push(buffer)
    },
  }
}

/** The bytes of a file in chunks of at most `buffers.size`. Lent chunks all use the same buffer. */
export async function* readDisk(
  path: string,
  { start, end }: ByteRange,
  { buffers, lend, signal }: { buffers: Buffers; lend: boolean; signal: AbortSignal | undefined },
): AsyncIterable<Uint8Array> {
  const { size } = buffers
  // A range shorter than one buffer gets a buffer of just its size.
  const isLent = lend && end + 1 - start >= size
  const file = await open(path, 'r')
  try {
    const lent = isLent ? buffers.take() : undefined
    for (let at = start; at <= end; ) {
      signal?.throwIfAborted()
      const length = Math.min(size, end + 1 - at)
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
