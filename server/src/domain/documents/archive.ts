import { createHash } from 'node:crypto'
import { ChairsideError } from '@chairside/protocol'
import type { ByteRange, ObjectStore } from '../../seams.ts'
import { type ZipEntry, zipPieces } from './zip.ts'

/** A stored content that goes into an archive. */
export interface Packed extends ZipEntry {
  /** The key of its object. */
  readonly key: string
}

/** What a reader of an archive gets, and under which conditions. */
export interface Reading {
  readonly signal: AbortSignal
  /** The part of the archive that is wanted; the whole one without it. */
  readonly range?: ByteRange
  /**
   * Is asked before each content of which bytes are wanted, with their range in it. If it throws, the archive ends there:
   * its length was promised, so a reader sees that it is not whole.
   */
  readonly mayGo: (entry: Packed, range: ByteRange) => Promise<void>
}

/**
 * Names the bytes of an archive: a digest of everything of which they are made. An object never changes, so its key stands
 * for its content.
 */
export function digestOfArchive(entries: readonly Packed[]): string {
  const parts = entries.map(({ name, size, crc32, at, key }) => [name, size, crc32, at, key])
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/**
 * Gives the bytes of an archive. It holds one object open at a time, and none once the reader has left. Of contents outside
 * the range nothing is read. A chunk is valid until the next one is asked for.
 *
 * @throws NOT_FOUND before the first byte of an archive of nothing, what `mayGo` throws, what aborts `signal`, and the
 *   errors of the store
 */
export async function* readArchive(
  store: Pick<ObjectStore, 'read'>,
  entries: readonly Packed[],
  { signal, mayGo, range = { start: 0, end: Number.MAX_SAFE_INTEGER } }: Reading,
): AsyncGenerator<Uint8Array, void> {
  if (entries.length === 0) throw new ChairsideError('NOT_FOUND')
  let place = 0
  for (const piece of zipPieces(entries)) {
    signal.throwIfAborted()
    const entry = typeof piece === 'number' ? entries[piece] : undefined
    const length = typeof piece === 'number' ? (entry?.size ?? 0) : piece.length
    const start = Math.max(range.start - place, 0)
    const end = Math.min(range.end - place, length - 1)
    place += length
    if (start > end) continue
    if (typeof piece !== 'number') yield piece.subarray(start, end + 1)
    if (entry === undefined) continue
    await mayGo(entry, { start, end })
    yield* contentOf(store, entry, { start, end }, signal)
  }
}

async function* contentOf(
  store: Pick<ObjectStore, 'read'>,
  { key }: Packed,
  range: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const wanted = range.end - range.start + 1
  let bytes = 0
  for await (const chunk of store.read(key, range, { signal, lend: true })) {
    bytes += chunk.length
    yield chunk
  }
  // Another length would shift all that follows.
  if (bytes !== wanted) throw new Error(`an object gave ${bytes} bytes instead of ${wanted}`)
}
