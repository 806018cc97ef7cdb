import type { Db } from './database.ts'
import { prepareList, prepareRun } from './prepared.ts'
import type { ProfileDocumentRow } from './tables-of-documents.ts'

/** Which of these documents are on the profiles of these patients. Needs at least one id of each. */
export const listOnProfiles = prepareList((db, documents: readonly string[], patients: readonly string[]) =>
  db
    .selectFrom('profile_documents')
    .selectAll()
    .where('document', 'in', documents)
    .where('patient', 'in', patients),
)

/** The patients on whose profiles a document is. */
export const listProfilesOf = prepareList((db, document: string) =>
  db.selectFrom('profile_documents').selectAll().where('document', '=', document),
)

/** Puts a document on a profile; false when it is there already. */
export async function insertOnProfile(db: Db, row: ProfileDocumentRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('profile_documents')
    .values(row)
    .onConflict((conflict) => conflict.columns(['document', 'patient']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Takes a document off a profile; false when it was not there. */
export async function dropOnProfile(db: Db, document: string, patient: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('profile_documents')
    .where('document', '=', document)
    .where('patient', '=', patient)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Takes a document off all profiles. */
export const dropFromProfiles = prepareRun((db, document: string) =>
  db.deleteFrom('profile_documents').where('document', '=', document),
)

/** Takes all documents off the profile of a patient; gives how many there were. */
export async function dropProfileOf(db: Db, patient: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('profile_documents')
    .where('patient', '=', patient)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The patients of an appointment on whose profiles its practitioner has put a document. */
export const listKeptIn = prepareList((db, appointment: string) =>
  db
    .selectFrom('participants')
    .innerJoin('appointments', 'appointments.id', 'participants.appointment')
    .innerJoin('profile_documents', 'profile_documents.patient', 'participants.id')
    // In this order: a patient has few documents, a practitioner many.
    .crossJoin('documents')
    .whereRef('documents.id', '=', 'profile_documents.document')
    .whereRef('documents.practitioner', '=', 'appointments.practitioner')
    .select(['participants.id', 'appointments.practitioner'])
    .distinct()
    .where('participants.appointment', '=', appointment)
    .where('participants.erased', '=', false),
)
