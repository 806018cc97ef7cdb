import type { Db } from './database.ts'
import type { Erased } from './erasure.ts'
import { prepareFirst, prepareRun } from './prepared.ts'
import type { TicketRow } from './tables.ts'

export const findTicket = prepareFirst((db, id: string) =>
  db.selectFrom('tickets').selectAll().where('id', '=', id),
)

export const insertTicket = prepareRun((db, row: TicketRow) => db.insertInto('tickets').values(row))

/** Notes when a ticket was first used; later uses change nothing. */
export const beginTicket = prepareRun((db, id: string, now: number) =>
  db.updateTable('tickets').set({ begun_at: now }).where('id', '=', id).where('begun_at', 'is', null),
)

/** Drops the tickets that were issued before an instant (ms). */
export async function dropTickets(db: Db, issuedBefore: number): Promise<void> {
  await db.deleteFrom('tickets').where('issued_at', '<', issuedBefore).execute()
}

/** Drops the tickets for the files of an appointment, or of a person. */
export async function dropTicketsOf(db: Db, erased: Erased): Promise<void> {
  const tickets = db.deleteFrom('tickets')
  const mine =
    'appointment' in erased
      ? tickets.where('subject', 'in', (query) =>
          query.selectFrom('files').select('files.id').where('appointment', '=', erased.appointment),
        )
      : tickets.where('person', '=', erased.person)
  await mine.execute()
}
