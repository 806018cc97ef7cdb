import { randomUUID } from 'node:crypto'
import type { Db } from '../../records/database.ts'
import { findObject, insertObject } from '../../records/object.ts'
import type { ObjectStore, Thumbnailer } from '../../seams.ts'
import { type Change, harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { Removal } from './removal.ts'

/** The stored content of a picture. */
export interface StoredPicture {
  /** The key of its object. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly mime: string
}

/** What an owner of pictures does about the thumbnail of one. */
export interface Pictured {
  /** Gives the picture when its turn comes; undefined if none is to be drawn, or no more. */
  picture(): Promise<StoredPicture | undefined>
  /** Points at the object of the thumbnail, if the picture is still there. Else the object is removed. */
  keep(tx: Db, change: Change, thumbnail: string): Promise<void>
}

/** Draws thumbnails of pictures, and keeps each as an object of its own. */
export interface Drawing {
  /** Draws the thumbnail of an upload in the background, after those that wait already. */
  soon(upload: string, pictured: Pictured): void
  /** The bytes of a thumbnail (WebP). Throws as the store. */
  read(thumbnail: string): Promise<Buffer>
  close(): Promise<void>
}

export function createDrawing(
  { records, commit, clock, log, meter }: Ground,
  { thumbnailer, store, removal }: { thumbnailer: Thumbnailer; store: ObjectStore; removal: Removal },
): Drawing {
  const closing = new AbortController()
  let drawing: Promise<void> = Promise.resolve()
  let waiting = 0
  meter.gauge('waiting', { queue: 'thumbnails' }, () => waiting)

  const draw = async (upload: string, { picture, keep }: Pictured): Promise<void> => {
    const found = await picture()
    if (found === undefined) return
    const { key, size, mime } = found
    const read = (signal: AbortSignal) => store.read(key, { start: 0, end: size - 1 }, { signal, lend: true })
    const drawn = await thumbnailer.make({ mime, size, read }, closing.signal)
    if (drawn === undefined) return
    const thumbnail = await stored(upload, drawn)
    await commit(async (tx, change) => {
      change.after(() => removal.soon(thumbnail), harmless)
      await keep(tx, change, thumbnail)
    })
  }

  /** Stores a thumbnail. Gives the key of its object. */
  const stored = async (upload: string, drawn: Uint8Array): Promise<string> => {
    const key = randomUUID()
    const size = drawn.length
    // First the row, so that a crash leaves no bytes that nothing knows.
    const row = { key, upload, size, type: null, mime: 'image/webp', sha256: null, crc32: null }
    await records.write((tx) => insertObject(tx, { ...row, flags: [], at: clock.now() }))
    await store.append(key, { epoch: 1, at: 0, chunks: [Buffer.from(drawn)] })
    await store.seal(key, size)
    return key
  }

  return {
    soon: (upload, pictured) => {
      waiting += 1
      drawing = drawing.then(async () => {
        waiting -= 1
        if (closing.signal.aborted) return
        // A picture without a thumbnail is only less pretty; it is tried again at the next start.
        await draw(upload, pictured).catch((error) => {
          if (!closing.signal.aborted) log.warn({ err: error, upload }, 'a thumbnail was not drawn')
        })
      })
    },
    read: async (thumbnail) => {
      const { size = 0 } = (await findObject(records.db, thumbnail)) ?? {}
      const parts: Uint8Array[] = []
      for await (const part of store.read(thumbnail, { start: 0, end: size - 1 })) parts.push(part)
      return Buffer.concat(parts)
    },
    close: async () => {
      closing.abort()
      await drawing
    },
  }
}
