import type { Db } from './database.ts'

/** When the ticket was begun: now if this is the first time. */
export async function beginTicket(db: Db, id: string, now: number): Promise<number> {
  const [row] = await db
    .insertInto('tickets')
    .values({ id, begun_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('begun_at')
    .execute()
  return row?.begun_at ?? (await findTicket(db, id)) ?? now
}

export async function findTicket(db: Db, id: string): Promise<number | undefined> {
  const row = await db.selectFrom('tickets').select('begun_at').where('id', '=', id).executeTakeFirst()
  return row?.begun_at
}

export async function dropTickets(db: Db, before: number): Promise<void> {
  await db.deleteFrom('tickets').where('begun_at', '<', before).execute()
}
