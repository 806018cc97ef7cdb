/** A stream of Node's own, as far as it is used here. */
interface NodeStream {
  size?: number
  on(event: 'error', listener: (error: Error) => void): this
  destroy(): void
}

interface NodeProcess {
  getBuiltinModule(name: 'node:stream'): {
    Readable: { fromWeb(stream: ReadableStream<Uint8Array>): NodeStream }
  }
}

/** A part of a file as the tus client's HTTP takes it, and how to let go of it. */
export interface Body {
  readonly value: unknown
  close(): void
}

/**
 * A browser sends a Blob by itself. Node's HTTP wants a stream of its own that knows its size; `broke` hears when the
 * device stops giving the bytes.
 */
export function bodyOf(blob: Blob, inNode: boolean, broke: (cause: unknown) => void): Body {
  if (!inNode) return { value: blob, close: () => {} }
  const { process } = globalThis as unknown as { process: NodeProcess }
  // Asked for at run time, so that no bundler looks for it in a page.
  const stream = process.getBuiltinModule('node:stream').Readable.fromWeb(blob.stream())
  stream.size = blob.size
  stream.on('error', broke)
  return { value: stream, close: () => stream.destroy() }
}
