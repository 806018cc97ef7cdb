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
 * Gives a Blob as the tus client sends it: a browser takes the Blob itself, Node's HTTP a Node stream with a size.
 * `broke` is called when the device stops giving the bytes.
 */
export function bodyOf(blob: Blob, inNode: boolean, broke: (cause: unknown) => void): Body {
  if (!inNode) return { value: blob, close: () => {} }
  const { process } = globalThis as unknown as { process: NodeProcess }
  // Looked up at run time, so that no bundler looks for it in a page.
  const stream = process.getBuiltinModule('node:stream').Readable.fromWeb(blob.stream())
  stream.size = blob.size
  stream.on('error', broke)
  return { value: stream, close: () => stream.destroy() }
}
