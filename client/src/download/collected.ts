import { onAbort } from '../async/abort.ts'

/** Reads a body to its end, and tells the number of bytes as they come. Throws the reason of `signal`. */
export async function collected(
  body: ReadableStream<Uint8Array>,
  progress: (bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Blob> {
  const reader = body.getReader()
  const cancel = onAbort(signal, (reason) => void reader.cancel(reason))
  // A Blob of its own for each part: a browser may keep those outside of the page's memory.
  const parts: Blob[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return new Blob(parts)
      parts.push(new Blob([new Uint8Array(value)]))
      bytes += value.length
      progress(bytes)
    }
  } finally {
    cancel()
  }
}
