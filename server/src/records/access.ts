import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { AccessRow } from './tables-of-documents.ts'

/** Access sessions by their ids; those that are over are not there, or have expired. Needs at least one id. */
export const listAccesses = prepareList((db, ids: readonly string[]) =>
  db.selectFrom('accesses').selectAll().where('id', 'in', ids),
)

export const findAccess = prepareFirst((db, id: string) =>
  db.selectFrom('accesses').selectAll().where('id', '=', id),
)

/** The access sessions of a document. */
export const listAccessesOf = prepareList((db, document: string) =>
  db.selectFrom('accesses').selectAll().where('document', '=', document),
)

/** The access sessions of a document and a patient that are open at an instant (ms), the oldest first. */
export const listOpenAccesses = prepareList((db, document: string, patient: string, now: number) =>
  db
    .selectFrom('accesses')
    .selectAll()
    .where('document', '=', document)
    .where('patient', '=', patient)
    .where('expires_at', '>', now)
    .orderBy('at')
    .orderBy('id'),
)

export const insertAccess = prepareRun((db, row: AccessRow) => db.insertInto('accesses').values(row))

export const prolongAccess = prepareRun((db, id: string, until: number) =>
  db.updateTable('accesses').set({ expires_at: until }).where('id', '=', id),
)

/** Ends access sessions: those of these ids, of a link, of a document, or of a patient. */
export async function dropAccesses(
  db: Db,
  which:
    | { readonly ids: readonly string[] }
    | { readonly link: string }
    | { readonly document: string }
    | { readonly patient: string },
): Promise<number> {
  const all = db.deleteFrom('accesses')
  const these =
    'ids' in which
      ? all.where('id', 'in', which.ids)
      : 'link' in which
        ? all.where('link', '=', which.link)
        : 'document' in which
          ? all.where('document', '=', which.document)
          : all.where('patient', '=', which.patient)
  return Number((await these.executeTakeFirst()).numDeletedRows)
}

/** Drops up to `limit` access sessions that ended before an instant (ms), with their proofs; gives how many. */
export async function dropEndedAccesses(db: Db, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('accesses')
    .where('id', 'in', (query) =>
      query
        .selectFrom('accesses')
        .select('id')
        .where('expires_at', '<', before)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Drops up to `limit` proofs that were kept before an instant (ms); gives how many. */
export async function dropOldProofs(db: Db, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('proofs')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('access', 'nonce'),
        'in',
        selectFrom('proofs')
          .select(['access', 'nonce'])
          .where('at', '<', before)
          .orderBy('at')
          .limit(limit)
          .$asTuple('access', 'nonce'),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Keeps that a proof was used; false when it was used before, or its access session is over. */
export async function saveProof(db: Db, access: string, nonce: string, at: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('proofs')
    .columns(['access', 'nonce', 'at'])
    .expression((query) =>
      query
        .selectFrom('accesses')
        .select(({ val }) => ['accesses.id as access', val(nonce).as('nonce'), val(at).as('at')])
        .where('accesses.id', '=', access),
    )
    .onConflict((conflict) => conflict.columns(['access', 'nonce']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}
