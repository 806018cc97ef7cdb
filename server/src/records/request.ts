import type { Db } from './database.ts'
import type { RequestRow } from './tables.ts'

export function findRequest(db: Db, id: string): Promise<RequestRow | undefined> {
  return db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Oldest first. */
export function listRequests(db: Db, appointment: string): Promise<RequestRow[]> {
  return db
    .selectFrom('requests')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export function findOpenRequest(db: Db, appointment: string): Promise<RequestRow | undefined> {
  return db
    .selectFrom('requests')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('state', 'in', ['asked', 'answering'])
    .executeTakeFirst()
}

export async function insertRequest(db: Db, row: RequestRow): Promise<void> {
  await db.insertInto('requests').values(row).execute()
}

export async function changeRequest(
  db: Db,
  id: string,
  change: Partial<Omit<RequestRow, 'id'>>,
): Promise<void> {
  await db.updateTable('requests').set(change).where('id', '=', id).execute()
}
