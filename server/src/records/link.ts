import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { LinkRow } from './tables-of-documents.ts'

export const findLink = prepareFirst((db, id: string) =>
  db.selectFrom('links').selectAll().where('id', '=', id),
)

/** The link whose secret has this SHA-256 (hex), withdrawn ones too. */
export const findLinkBySecret = prepareFirst((db, secret: string) =>
  db.selectFrom('links').selectAll().where('secret', '=', secret),
)

/** The link of a document for a patient that is not withdrawn; it may carry a code alone. */
export const findCurrent = prepareFirst((db, document: string, patient: string) =>
  db
    .selectFrom('links')
    .selectAll()
    .where('document', '=', document)
    .where('patient', '=', patient)
    .where('withdrawn_at', 'is', null),
)

/** The links of a document for a patient that were withdrawn, the last withdrawn first. */
export const listWithdrawn = prepareList((db, document: string, patient: string) =>
  db
    .selectFrom('links')
    .selectAll()
    .where('document', '=', document)
    .where('patient', '=', patient)
    .where('withdrawn_at', 'is not', null)
    .orderBy('withdrawn_at', 'desc')
    .orderBy('at', 'desc'),
)

/** Locks a link for this transaction and gives its row. */
export const lockLink = prepareFirst((db, id: string) =>
  db
    .updateTable('links')
    .set(({ ref }) => ({ wrong: ref('wrong') }))
    .where('id', '=', id)
    .returningAll(),
)

/** Adds a link, unless the document has a current one for this patient. */
export const insertLink = prepareRun((db, row: LinkRow) =>
  db
    .insertInto('links')
    .values(row)
    .onConflict((conflict) => conflict.doNothing()),
)

export const changeLink = prepareRun((db, id: string, change: Partial<Omit<LinkRow, 'id'>>) =>
  db.updateTable('links').set(change).where('id', '=', id),
)

/** Withdraws all links of a document. */
export const withdrawAllOf = prepareRun((db, document: string, now: number) =>
  db
    .updateTable('links')
    .set({ withdrawn_at: now, unlocked_until: null })
    .where('document', '=', document)
    .where('withdrawn_at', 'is', null),
)

/** Drops the links of a patient; gives how many there were. Their access sessions must be dropped before. */
export async function dropLinksOf(db: Db, patient: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('links').where('patient', '=', patient).executeTakeFirst()
  return Number(numDeletedRows)
}
