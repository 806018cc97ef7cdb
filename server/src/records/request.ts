import type { Db } from './database.ts'
import { prepareFirst, prepareList } from './prepared.ts'
import { byTime } from './sorted.ts'
import type { RequestAliasRow, RequestRow } from './tables.ts'

export const findRequest = prepareFirst((db, id: string) =>
  db.selectFrom('requests').selectAll().where('id', '=', id),
)

/** Oldest first. */
export const listRequests = async (db: Db, appointment: string): Promise<RequestRow[]> =>
  (await selectRequests(db, appointment)).sort(byTime)

const selectRequests = prepareList((db, appointment: string) =>
  db.selectFrom('requests').selectAll().where('appointment', '=', appointment),
)

/** The request of an appointment that is `asked` or `answering`. */
export function findOpenRequest(db: Db, appointment: string): Promise<RequestRow | undefined> {
  return db
    .selectFrom('requests')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('state', 'in', ['asked', 'answering'])
    .executeTakeFirst()
}

/** The request that was asked last. An open one comes first: there is none after it. */
export function findNewestRequest(db: Db, appointment: string): Promise<RequestRow | undefined> {
  return db
    .selectFrom('requests')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy(
      (query) => query.case().when('state', 'in', ['asked', 'answering']).then(1).else(0).end(),
      'desc',
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

export async function insertRequest(db: Db, row: RequestRow): Promise<void> {
  await db.insertInto('requests').values(row).execute()
}

export function findRequestAlias(db: Db, id: string): Promise<RequestAliasRow | undefined> {
  return db.selectFrom('request_aliases').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertRequestAlias(db: Db, row: RequestAliasRow): Promise<void> {
  await db.insertInto('request_aliases').values(row).execute()
}

export async function changeRequest(
  db: Db,
  id: string,
  change: Partial<Omit<RequestRow, 'id'>>,
): Promise<void> {
  await db.updateTable('requests').set(change).where('id', '=', id).execute()
}

/**
 * The number of requests in an appointment, in any state, and of commands that were answered with an open one. A request
 * whose note was changed counts once.
 */
export async function countRequests(db: Db, appointment: string): Promise<number> {
  const row = await db
    .selectFrom('requests')
    .leftJoin('request_aliases', (join) =>
      join
        .onRef('request_aliases.request', '=', 'requests.id')
        .onRef('request_aliases.id', '!=', 'requests.id'),
    )
    .select(({ fn }) => [
      fn.count('requests.id').distinct().as('requests'),
      fn.count('request_aliases.id').as('aliases'),
    ])
    .where('appointment', '=', appointment)
    .executeTakeFirstOrThrow()
  return Number(row.requests) + Number(row.aliases)
}
