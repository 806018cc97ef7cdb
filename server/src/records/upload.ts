import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareOne, prepareRun } from './prepared.ts'
import type { UploadRow } from './tables.ts'

export const findUpload = prepareFirst((db, id: string) =>
  db.selectFrom('uploads').selectAll().where('id', '=', id),
)

/** An upload with what the gate has found out about its object; `type` is null until then. */
export const findJudged = prepareFirst((db, id: string) =>
  db
    .selectFrom('uploads')
    .leftJoin('objects', 'objects.key', 'uploads.object')
    .selectAll('uploads')
    .select(['objects.type', 'objects.mime', 'objects.sha256', 'objects.crc32', 'objects.flags'])
    .where('uploads.id', '=', id),
)

/**
 * Uploads with an object whose bytes are still to come, or whose check is to be made: those of no node, of this one, and of
 * those that have gone.
 */
const unchecked = (db: Db, node: string) =>
  db
    .selectFrom('uploads')
    .selectAll()
    .where('checked', '=', false)
    .where('doubt', 'is', null)
    .where('object', 'is not', null)
    .where(({ eb, or, selectFrom }) =>
      or([
        eb('node', 'is', null),
        eb('node', '=', node),
        eb('node', 'not in', selectFrom('nodes').select('nodes.id')),
      ]),
    )

export const listUnchecked = (db: Db, node: string): Promise<UploadRow[]> => unchecked(db, node).execute()

/** Those of them that nodes that have gone left behind. */
export const listLeftBehind = (db: Db, node: string): Promise<UploadRow[]> =>
  unchecked(db, node).where('node', 'is not', null).where('node', '!=', node).execute()

/** Those of them whose bytes have all come. */
export const listUncheckedWhole = (db: Db, node: string): Promise<UploadRow[]> =>
  unchecked(db, node)
    .where(({ eb, ref }) => eb('bytes', '=', ref('size')))
    .execute()

/** Gives the uploads that one node receives or checks to another one: the same node under its new id. */
export async function moveUploads(db: Db, from: string, to: string): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ node: to })
    .where('checked', '=', false)
    .where('object', 'is not', null)
    .where('node', '=', from)
    .execute()
}

/** Inserts uploads that have no bytes yet. */
export async function insertUploads(
  db: Db,
  uploads: readonly Pick<UploadRow, 'id' | 'owner' | 'policy' | 'sender' | 'size'>[],
): Promise<void> {
  const empty = {
    object: null,
    bytes: 0,
    epoch: 0,
    paused: false,
    missing: false,
    whole: false,
    digest: null,
    checked: false,
    doubt: null,
    node: null,
  }
  await db
    .insertInto('uploads')
    .values(uploads.map((upload) => ({ ...upload, ...empty })))
    .execute()
}

export const changeUpload = prepareRun((db, id: string, change: Partial<Omit<UploadRow, 'id'>>) =>
  db.updateTable('uploads').set(change).where('id', '=', id),
)

/** Those of these uploads that their senders pause. Needs at least one. */
export const listPaused = prepareList((db, ids: readonly string[]) =>
  db.selectFrom('uploads').select('id').where('id', 'in', ids).where('paused', '=', true),
)

/** Notes how many bytes are stored as a connection ends, unless a newer one has begun, on whichever node. */
export const endConnection = prepareRun((db, id: string, epoch: number, bytes: number) =>
  db.updateTable('uploads').set({ bytes, node: null }).where('id', '=', id).where('epoch', '=', epoch),
)

/** Notes that the sender has lost the bytes, unless a connection has brought some since `epoch`. */
export const noteMissing = prepareRun((db, id: string, epoch: number) =>
  db.updateTable('uploads').set({ missing: true }).where('id', '=', id).where('epoch', '=', epoch),
)

/** Changes an upload for its next connection, whose sender has the bytes; gives that connection's epoch. */
export const nextEpoch = prepareOne((db, id: string, change: Partial<Omit<UploadRow, 'id' | 'epoch'>>) =>
  db
    .updateTable('uploads')
    .set(change)
    .set({ missing: false })
    .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', id)
    .returning('epoch'),
)
