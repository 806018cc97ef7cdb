import { ChairsideError } from '@chairside/protocol'
import { dropAccesses } from '../../records/access.ts'
import { dropAttachmentsOf } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { findDocument, lockDocument } from '../../records/document.ts'
import { withdrawAllOf } from '../../records/link.ts'
import { dropFromProfiles } from '../../records/profile.ts'
import { changeUpload } from '../../records/upload.ts'
import type { Bytes } from '../bytes/bytes.ts'
import type { Change } from '../events/commit.ts'
import { tellAudience } from './audience.ts'
import { moveDocument } from './document.ts'
import type { Hints } from './hint.ts'

/** Takes documents away. */
export interface Deleting {
  /** Deletes a document: its bytes and attachments go, and it leaves all profiles, its record stays. A second call changes nothing. */
  delete(tx: Db, change: Change, id: string, by: { readonly by?: string }): Promise<void>
  /** Asks at once which running streams may go on. */
  recheck(): void
}

export function createDeleting({
  hints,
  bytes: { uploads, removal, recheck },
  log,
}: {
  hints: Hints
  bytes: Pick<Bytes, 'uploads' | 'removal' | 'recheck'>
  log: { error(about: object, message: string): void }
}): Deleting {
  const look = (): void => {
    recheck().catch((error) => log.error({ err: error }, 'the running streams could not be checked'))
  }
  /** The changes after which all running streams are looked at: once each, however many documents they delete. */
  const looking = new WeakSet<Change>()
  const lookAfter = (change: Change): void => {
    if (looking.has(change)) return
    looking.add(change)
    change.after(look)
  }
  return {
    recheck: look,
    delete: async (tx, change, id, by) => {
      const row = await lockDocument(tx, id)
      if (row === undefined || row.state === 'deleted') return
      const { object = null } = (await findDocument(tx, id)) ?? {}
      await tellAudience(tx, change, hints, row, [row.visibility])
      await dropAttachmentsOf(tx, id)
      await dropFromProfiles(tx, id)
      await withdrawAllOf(tx, id, change.now)
      await dropAccesses(tx, { document: id })
      await moveDocument(tx, row, 'deleted', { ended_at: change.now, thumbnail: null, waiting: false })
      await changeUpload(tx, id, { object: null })
      change.documentFact(id, { kind: 'document-deleted', ...by, document: id })
      hints.library(change, row.practitioner)
      lookAfter(change)
      change.after(
        () => {
          uploads.stop(id, new ChairsideError('WITHDRAWN')).then(
            () => {
              for (const key of [object, row.thumbnail]) if (key !== null) removal.soon(key)
            },
            (error) => log.error({ err: error, document: id }, 'a deleted document could not be stopped'),
          )
        },
        async (db) => (await findDocument(db, id))?.state === 'deleted',
      )
    },
  }
}
