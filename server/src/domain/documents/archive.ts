import { ChairsideError } from '@chairside/protocol'
import type { ObjectStore } from '../../seams.ts'
import { type ZipEntry, zipPieces } from './zip.ts'

/** A stored content that goes into an archive. */
export interface Packed extends ZipEntry {
  /** The key of its object. */
  readonly key: string
}

/**
 * Gives the bytes of an archive. It holds one object open at a time, and none once the reader has left. A chunk is valid
 * until the next one is asked for.
 *
 * @param mayGo is asked before each content. If it throws, the archive ends there: its length was promised, so a reader
 *   sees that it is not whole.
 * @throws NOT_FOUND before the first byte of an archive of nothing, what `mayGo` throws, what aborts `signal`, and the
 *   errors of the store
 */
export async function* readArchive(
  store: Pick<ObjectStore, 'read'>,
  entries: readonly Packed[],
  { signal, mayGo }: { readonly signal: AbortSignal; readonly mayGo: (entry: Packed) => Promise<void> },
): AsyncGenerator<Uint8Array, void> {
  if (entries.length === 0) throw new ChairsideError('NOT_FOUND')
  for (const piece of zipPieces(entries)) {
    signal.throwIfAborted()
    const entry = typeof piece === 'number' ? entries[piece] : undefined
    if (typeof piece !== 'number') yield piece
    if (entry === undefined) continue
    await mayGo(entry)
    yield* contentOf(store, entry, signal)
  }
}

async function* contentOf(
  store: Pick<ObjectStore, 'read'>,
  { key, size }: Packed,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (size === 0) return
  let bytes = 0
  for await (const chunk of store.read(key, { start: 0, end: size - 1 }, { signal, lend: true })) {
    bytes += chunk.length
    yield chunk
  }
  // Another length would shift all that follows.
  if (bytes !== size) throw new Error(`an object has ${bytes} bytes instead of ${size}`)
}
