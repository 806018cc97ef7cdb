import type { Db } from './database.ts'
import { prepareFirst } from './prepared.ts'
import type { TicketRow } from './tables.ts'

/** Begins a ticket; gives the instant (ms) at which it was first begun. */
export async function beginTicket(db: Db, id: string, now: number): Promise<number> {
  const row = await insertTicket(db, { id, begun_at: now })
  return row?.begun_at ?? (await findTicket(db, id)) ?? now
}

/** When the ticket was begun (ms), or undefined. */
export async function findTicket(db: Db, id: string): Promise<number | undefined> {
  return (await selectTicket(db, id))?.begun_at
}

const insertTicket = prepareFirst((db, row: TicketRow) =>
  db
    .insertInto('tickets')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('begun_at'),
)

const selectTicket = prepareFirst((db, id: string) =>
  db.selectFrom('tickets').select('begun_at').where('id', '=', id),
)

/** Drops the tickets begun before an instant (ms since the epoch). */
export async function dropTickets(db: Db, before: number): Promise<void> {
  await db.deleteFrom('tickets').where('begun_at', '<', before).execute()
}
