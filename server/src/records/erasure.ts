import type { FileState } from '@chairside/protocol'
import { lockAppointment } from './appointment.ts'
import type { Db } from './database.ts'

/** What is erased: an appointment, or a person. */
export type Erased = { readonly appointment: string } | { readonly person: string }

/** Bytes that still lie in the store, and the upload for which they came. */
export interface Stored {
  readonly key: string
  readonly upload: string
}

/**
 * The bytes that came in an appointment, or in a transfer from or to a person, that are in a person's library, or were
 * kept of what a person sent, and still lie in the store.
 */
export async function listStored(db: Db, erased: Erased): Promise<Stored[]> {
  const files = db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .innerJoin('objects', 'objects.upload', 'files.id')
    .select(['objects.key', 'files.id as upload'])
  if ('appointment' in erased) return files.where('files.appointment', '=', erased.appointment).execute()
  const { person } = erased
  const exchanged = await files
    .where(({ or, eb }) => or([eb('transfers.sender', '=', person), eb('transfers.receiver', '=', person)]))
    .execute()
  const documents = db
    .selectFrom('documents')
    .innerJoin('objects', 'objects.upload', 'documents.id')
    .select(['objects.key', 'documents.id as upload'])
  const owned = await documents.where('documents.practitioner', '=', person).execute()
  const kept = await documents
    .innerJoin('files', 'files.id', 'documents.kept_from')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .where('transfers.sender', '=', person)
    .execute()
  return [...exchanged, ...owned, ...kept]
}

/** An appointment of a person, and whether its words are blank. */
export interface Attended {
  readonly id: string
  readonly blank: boolean
}

/** The appointments in which a person is registered, or has sent, received, asked or been asked. */
export async function listAppointmentsOf(db: Db, person: string): Promise<Attended[]> {
  const rows = await db
    .selectFrom('appointments')
    .select(['id', 'blanked_at'])
    .where('id', 'in', (query) =>
      query
        .selectFrom('participants')
        .select('appointment')
        .where('id', '=', person)
        .union(query.selectFrom('transfers').select('appointment').where('sender', '=', person))
        .union(query.selectFrom('transfers').select('appointment').where('receiver', '=', person))
        .union(query.selectFrom('requests').select('appointment').where('asker', '=', person))
        .union(query.selectFrom('requests').select('appointment').where('asked', '=', person)),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id, blanked_at }) => ({ id, blank: blanked_at !== null }))
}

/** Ends all rights of an appointment's people, or of a person everywhere. Gives the ids of those who had any. */
export async function revokeAll(db: Db, erased: Erased): Promise<string[]> {
  const rights = db.updateTable('participants').set({ erased: true }).where('erased', '=', false)
  const mine =
    'appointment' in erased
      ? rights.where('appointment', '=', erased.appointment)
      : rights.where('id', '=', erased.person)
  return (await mine.returning('id').execute()).map(({ id }) => id)
}

/** Notes that a person is being erased. */
export async function insertErasure(db: Db, person: string, at: number): Promise<void> {
  await db
    .insertInto('erasures')
    .values({ person, at })
    .onConflict((conflict) => conflict.column('person').doNothing())
    .execute()
}

export async function listErasures(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('erasures').select('person').orderBy('at').execute()
  return rows.map(({ person }) => person)
}

export async function dropErasure(db: Db, person: string): Promise<void> {
  await db.deleteFrom('erasures').where('person', '=', person).execute()
}

/** Up to `limit` appointments that ended at `end` (ms) or before, have words, and no file in one of the states. */
export async function listUnblanked(
  db: Db,
  {
    end,
    without,
    limit,
  }: { readonly end: number; readonly without: readonly FileState[]; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('appointments')
    .select('id')
    .where('blanked_at', 'is', null)
    .where('ended_at', '<=', end)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('files')
            .select('files.id')
            .whereRef('files.appointment', '=', 'appointments.id')
            .where('files.state', 'in', without),
        ),
      ),
    )
    .orderBy('ended_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Says that the names of an appointment stay, though the words of its exchange are blanked. */
export async function keepNames(db: Db, id: string): Promise<void> {
  await db.updateTable('appointments').set({ named: true }).where('id', '=', id).execute()
}

/** Appointments whose names stayed, behind `after` in the order of their ids. */
const selectNamed = (db: Db, after: string, limit: number) =>
  db
    .selectFrom('appointments')
    .select('id')
    .where('named', '=', true)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)

/**
 * Looks at up to `limit` appointments whose names stayed, behind `after`. Gives those to which nothing is attached any more,
 * and which keep their title or have no patient with a document of their practitioner on the profile; and `last`, behind which
 * to go on: empty for the beginning.
 */
export async function listUnnamed(
  db: Db,
  after: string,
  limit: number,
): Promise<{ ids: string[]; last: string }> {
  const looked = await selectNamed(db, after, limit).execute()
  const rows = await db
    .selectFrom('appointments')
    .select('id')
    .where('id', 'in', selectNamed(db, after, limit))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attachments')
            .select('document')
            .whereRef('attachments.appointment', '=', 'appointments.id'),
        ),
      ),
    )
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('title', '!=', ''),
        not(
          exists(
            selectFrom('participants')
              .innerJoin('profile_documents', 'profile_documents.patient', 'participants.id')
              // In this order: a patient has few documents, a practitioner many.
              .crossJoin('documents')
              .select('documents.id')
              .whereRef('participants.appointment', '=', 'appointments.id')
              .whereRef('documents.id', '=', 'profile_documents.document')
              .whereRef('documents.practitioner', '=', 'appointments.practitioner'),
          ),
        ),
      ]),
    )
    .execute()
  return { ids: rows.map(({ id }) => id), last: looked.length < limit ? '' : (looked.at(-1)?.id ?? '') }
}

/** Marks the words of an appointment as blanked; false when they already were. */
export async function markBlanked(db: Db, id: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('appointments')
    .set({ blanked_at: at })
    .where('id', '=', id)
    .where('blanked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Up to `limit` blanked appointments that ended before `end` (ms). */
export async function listOutdated(db: Db, end: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('appointments')
    .select('id')
    .where('ended_at', '<', end)
    .where('blanked_at', 'is not', null)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Drops up to `limit` deleted or refused documents that ended before `end` (ms), with all their rows; gives their number. */
export async function dropEndedDocuments(db: Db, end: number, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('documents')
    .select('id')
    .where('state', 'in', ['deleted', 'rejected'])
    .where('ended_at', '<', end)
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await db.deleteFrom('views').where('document', 'in', ids).execute()
  await db.deleteFrom('accesses').where('document', 'in', ids).execute()
  await db.deleteFrom('links').where('document', 'in', ids).execute()
  await db.deleteFrom('profile_documents').where('document', 'in', ids).execute()
  await db.deleteFrom('openings').where('document', 'in', ids).execute()
  await db.deleteFrom('attachments').where('document', 'in', ids).execute()
  await db.deleteFrom('fetched').where('upload', 'in', ids).execute()
  await db.deleteFrom('documents').where('id', 'in', ids).execute()
  await db.deleteFrom('uploads').where('id', 'in', ids).execute()
  return ids.length
}

/** Drops an appointment with all its rows. */
export async function dropAppointment(db: Db, id: string): Promise<void> {
  await lockAppointment(db, id)
  const files = db.selectFrom('files').select('files.id').where('files.appointment', '=', id)
  const requests = db.selectFrom('requests').select('requests.id').where('requests.appointment', '=', id)
  await db.deleteFrom('openings').where('appointment', '=', id).execute()
  await db.deleteFrom('attachments').where('appointment', '=', id).execute()
  await db.deleteFrom('receipts').where('file', 'in', files).execute()
  await db.deleteFrom('fetched').where('upload', 'in', files).execute()
  await db.deleteFrom('uploads').where('id', 'in', files).execute()
  await db.deleteFrom('files').where('appointment', '=', id).execute()
  await db.deleteFrom('transfers').where('appointment', '=', id).execute()
  await db.deleteFrom('request_aliases').where('request', 'in', requests).execute()
  await db.deleteFrom('requests').where('appointment', '=', id).execute()
  await db.deleteFrom('audit').where('appointment', '=', id).execute()
  await db.deleteFrom('connections').where('appointment', '=', id).execute()
  await db.deleteFrom('participants').where('appointment', '=', id).execute()
  await db.deleteFrom('appointments').where('id', '=', id).execute()
}
