import { ChairsideError, type Document } from '@chairside/protocol'
import { lockAppointmentOfFile } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { findDocument, findKept, insertDocument } from '../../records/document.ts'
import { changeObject } from '../../records/object.ts'
import { changeUpload, findJudged, insertUploads } from '../../records/upload.ts'
import { harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { type Identity, roleOf } from '../people/identity.ts'
import { fold } from './fold.ts'
import type { Hints } from './hint.ts'
import { kindOf } from './kind.ts'
import { documentKind } from './owner.ts'
import { requireRoom } from './room.ts'
import { viewDocuments } from './view.ts'

/** A live file that can be kept, as the live exchange knows it. */
export interface Keepable {
  readonly name: string
  readonly practitioner: string
}

/** Finds a file that `who` received, and that is here. Throws NOT_FOUND or the error of a file that is gone. */
export type FindKeepable = (db: Db, who: Identity, file: string) => Promise<Keepable>

/** Keeps received files as documents. */
export interface Keeping {
  /**
   * Makes a received file a document of the practitioner's library: it points at the same object, so that no byte is
   * copied, and stays when the file's retention ends. Keeping a file again gives the same document. Throws LIBRARY_FULL.
   */
  keep(who: Identity, file: string, document: string): Promise<Document>
}

export function createKeeping(
  { commit, limits }: Ground,
  { hints, find, ready }: { hints: Hints; find: FindKeepable; ready: (id: string) => void },
): Keeping {
  const view = async (db: Db, id: string): Promise<Document> => {
    const document = await findDocument(db, id)
    const [seen] = document === undefined ? [] : await viewDocuments(db, [document], () => undefined)
    if (seen === undefined) throw new ChairsideError('NOT_FOUND')
    return seen
  }
  return {
    keep: (who, file, id) =>
      commit(async (tx, change) => {
        if (roleOf(who) !== 'practitioner') throw new ChairsideError('NOT_FOUND')
        await lockAppointmentOfFile(tx, file)
        const { name, practitioner } = await find(tx, who, file)
        const known = await findKept(tx, file)
        if (known !== undefined) return view(tx, known.id)
        if ((await findDocument(tx, id)) !== undefined)
          throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
        const content = await findJudged(tx, file)
        if (content === undefined || content.object === null || content.type === null)
          throw new ChairsideError('NOT_FOUND')
        const { object, size, type, mime } = content
        await requireRoom(tx, practitioner, size, limits)
        await insertUploads(tx, [
          { id, owner: documentKind, policy: 'material', sender: 'practitioner', size },
        ])
        await changeUpload(tx, id, { object, bytes: size, checked: true })
        // The erasure of the file's appointment must not take it for the file's any more.
        await changeObject(tx, object, { upload: id })
        await insertDocument(tx, {
          ...{ id, practitioner, name, folded: fold(name), offer: file, size, policy: 'material' },
          ...{ state: 'ready', waiting: false, sensitivity: 'normal', visibility: 'all', expires_at: null },
          kind: kindOf(type, mime ?? null, name),
          ...{ code: null, details: null, created_at: change.now, ready_at: change.now, ended_at: null },
          ...{ kept_from: file, thumbnail: null },
        })
        change.documentFact(id, { kind: 'document-kept', by: who.id, document: id, file, size })
        hints.library(change, practitioner)
        change.after(() => ready(id), harmless)
        return view(tx, id)
      }),
  }
}
