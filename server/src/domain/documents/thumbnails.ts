import { randomUUID } from 'node:crypto'
import { ChairsideError, extensionOf } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import {
  changeDocument,
  findDocument,
  listUndrawn,
  lockDocument,
  type StoredDocument,
} from '../../records/document.ts'
import { findObject, insertObject } from '../../records/object.ts'
import type { ObjectStore, Thumbnailer } from '../../seams.ts'
import { day } from '../../time.ts'
import { type Owners, ownerOf } from '../bytes/owner.ts'
import type { Removal } from '../bytes/removal.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import type { Attaching } from './attaching.ts'
import type { Hints } from './hint.ts'
import { mimeOf } from './kind.ts'
import { documentKind } from './owner.ts'

/** Draws thumbnails of pictures when they become ready, and keeps each as an object of its own. */
export interface Thumbnails {
  /** A document has become ready: draws it in the background if it is a picture. */
  soon(document: string): void
  /** Draws what a restart interrupted. */
  start(): Promise<void>
  /** The thumbnail (WebP), for whoever may open the document. Throws NOT_FOUND. */
  read(who: Identity, document: string): Promise<Buffer>
  close(): Promise<void>
}

/** Endings of pictures that the gate keeps without telling their type; the thumbnailer looks at the bytes itself. */
const byEnding: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  heic: 'image/heic',
  heif: 'image/heif',
}

export function createThumbnails(
  { records, commit, clock, log }: Ground,
  {
    thumbnailer,
    store,
    owners,
    removal,
    attaching,
    hints,
  }: {
    thumbnailer: Thumbnailer
    store: ObjectStore
    owners: Owners
    removal: Removal
    attaching: Attaching
    hints: Hints
  },
): Thumbnails {
  const closing = new AbortController()
  let drawing: Promise<void> = Promise.resolve()

  const draw = async (id: string): Promise<void> => {
    const document = await findDocument(records.db, id)
    const key = document?.object ?? null
    if (document === undefined || key === null || document.state !== 'ready') return
    if (document.kind !== 'picture' || document.thumbnail !== null) return
    const { size } = document
    const drawn = await thumbnailer.make(
      {
        mime: mimeOfPicture(document),
        size,
        read: (signal) => store.read(key, { start: 0, end: size - 1 }, { signal, lend: true }),
      },
      closing.signal,
    )
    if (drawn !== undefined) await keep(id, drawn)
  }

  /** Stores a thumbnail, and points the document at it if it is still there. */
  const keep = async (id: string, drawn: Uint8Array): Promise<void> => {
    const key = randomUUID()
    const bytes = drawn.length
    // First the row, so that a crash leaves no bytes that nothing knows.
    const row = { key, upload: id, size: bytes, type: null, mime: 'image/webp', sha256: null, crc32: null }
    await records.write((tx) => insertObject(tx, { ...row, flags: [], at: clock.now() }))
    await store.append(key, { epoch: 1, at: 0, chunks: [Buffer.from(drawn)] })
    await store.seal(key, bytes)
    await commit(async (tx, change) => {
      const document = await lockDocument(tx, id)
      change.after(() => removal.soon(key))
      if (document?.state !== 'ready' || document.thumbnail !== null) return
      await changeDocument(tx, id, { thumbnail: key })
      await attaching.tell(tx, change, document, [document.visibility])
      hints.library(change, document.practitioner)
    })
  }

  const soon = (id: string): void => {
    drawing = drawing.then(async () => {
      if (closing.signal.aborted) return
      // A picture without a thumbnail is only less pretty; it is tried again at the next start.
      await draw(id).catch((error) => {
        if (!closing.signal.aborted) log.warn({ err: error, document: id }, 'a thumbnail was not drawn')
      })
    })
  }

  const fetchable = async (db: Db, who: Identity, id: string): Promise<string> => {
    const { stage } = await ownerOf(owners, { owner: documentKind }).find(db, who, id, 'fetch')
    if (stage.at === 'gone') throw stage.why
    const { thumbnail = null } = (await findDocument(db, id)) ?? {}
    if (stage.at !== 'ready' || thumbnail === null) throw new ChairsideError('NOT_FOUND')
    return thumbnail
  }

  return {
    soon,
    start: async () => {
      for (const { id } of await listUndrawn(records.db, clock.now() - day)) soon(id)
    },
    read: async (who, id) => {
      const key = await fetchable(records.db, who, id)
      const { size = 0 } = (await findObject(records.db, key)) ?? {}
      const parts: Uint8Array[] = []
      for await (const part of store.read(key, { start: 0, end: size - 1 })) parts.push(part)
      return Buffer.concat(parts)
    },
    close: async () => {
      closing.abort()
      await drawing
    },
  }
}

const mimeOfPicture = ({ name, type, mime }: StoredDocument): string =>
  byEnding[extensionOf(name)] ?? mimeOf(type ?? 'other', mime)
