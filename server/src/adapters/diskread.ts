import { open } from 'node:fs/promises'
import type { ByteRange } from '../seams.ts'

/** Buffers of one size that readers use one after the other. */
export interface Buffers {
  /** Bytes of each. */
  readonly size: number
  take(): Buffer
  give(buffer: Buffer): void
}

/** @param most how many that nobody uses are kept for the next readers */
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

/**
 * The bytes of a file in chunks of `buffers.size` at most. Where they are lent, two buffers are filled in turn: while one
 * is on its way out the other is read, and a reader is done with a chunk before it asks for the one after the next, and
 * with all of them before it asks for the end.
 */
export async function* readDisk(
  path: string,
  { start, end }: ByteRange,
  { buffers, lend, signal }: { buffers: Buffers; lend: boolean; signal: AbortSignal | undefined },
): AsyncIterable<Uint8Array> {
  const { size } = buffers
  // A short reading gets what it needs, and no more.
  const isLent = lend && end + 1 - start >= size
  const file = await open(path, 'r')
  try {
    const lent: Buffer[] = []
    for (let at = start; at <= end; ) {
      signal?.throwIfAborted()
      const length = Math.min(size, end + 1 - at)
      const buffer = isLent
        ? (lent.length === 2 && lent.shift()) || buffers.take()
        : Buffer.allocUnsafeSlow(length)
      if (isLent) lent.push(buffer)
      const { bytesRead } = await file.read(buffer, 0, length, at)
      if (bytesRead === 0) return
      signal?.throwIfAborted()
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
    // Of a reading that ended otherwise some may still be on their way.
    for (const buffer of lent) buffers.give(buffer)
  } finally {
    await file.close()
  }
}
