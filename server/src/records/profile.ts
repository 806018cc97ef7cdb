import { prepareList } from './prepared.ts'

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
