import { ChairsideError, extensionOf } from '@chairside/protocol'
import {
  changeDocument,
  findDocument,
  listUndrawn,
  lockDocument,
  type StoredDocument,
} from '../../records/document.ts'
import { day } from '../../time.ts'
import type { Drawing } from '../bytes/drawing.ts'
import { type Owners, ownerOf } from '../bytes/owner.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import type { Attaching } from './attaching.ts'
import type { Hints } from './hint.ts'
import { mimeOf } from './kind.ts'
import { documentKind } from './owner.ts'

/** The thumbnails of pictures in libraries. */
export interface Thumbnails {
  /** A document has become ready: draws it in the background if it is a picture. */
  soon(document: string): void
  /** Draws what a restart interrupted. */
  start(): Promise<void>
  /** The thumbnail (WebP), for whoever may open the document. Throws NOT_FOUND. */
  read(who: Identity, document: string): Promise<Buffer>
}

/** Endings of pictures that the gate keeps without telling their type; the thumbnailer looks at the bytes itself. */
const byEnding: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  heic: 'image/heic',
  heif: 'image/heif',
}

export function createThumbnails(
  { records: { db }, clock }: Ground,
  {
    drawing,
    owners,
    attaching,
    hints,
  }: { drawing: Drawing; owners: Owners; attaching: Attaching; hints: Hints },
): Thumbnails {
  const soon = (id: string): void =>
    drawing.soon(id, {
      picture: async () => {
        const document = await findDocument(db, id)
        if (document === undefined || document.object === null || document.state !== 'ready') return undefined
        if (document.kind !== 'picture' || document.thumbnail !== null) return undefined
        return { key: document.object, size: document.size, mime: mimeOfPicture(document) }
      },
      keep: async (tx, change, thumbnail) => {
        const document = await lockDocument(tx, id)
        if (document?.state !== 'ready' || document.thumbnail !== null) return
        await changeDocument(tx, id, { thumbnail })
        await attaching.tell(tx, change, document, [document.visibility])
        hints.library(change, document.practitioner)
      },
    })

  return {
    soon,
    start: async () => {
      for (const { id } of await listUndrawn(db, clock.now() - day)) soon(id)
    },
    read: async (who, id) => {
      const { stage } = await ownerOf(owners, { owner: documentKind }).find(db, who, id, 'fetch')
      if (stage.at === 'gone') throw stage.why
      const { thumbnail = null } = (await findDocument(db, id)) ?? {}
      if (stage.at !== 'ready' || thumbnail === null) throw new ChairsideError('NOT_FOUND')
      return drawing.read(thumbnail)
    },
  }
}

const mimeOfPicture = ({ name, type, mime }: StoredDocument): string =>
  byEnding[extensionOf(name)] ?? mimeOf(type ?? 'other', mime)
