import type { Db } from './database.ts'
import { prepareList, prepareRun } from './prepared.ts'

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
