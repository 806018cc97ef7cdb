import type { AuditEntry } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareOne, prepareRun } from './prepared.ts'
import type { AuditRow } from './tables.ts'

/** An entry of an appointment's audit, without its instant. */
export type Fact = Omit<AuditEntry, 'at'>

/** Appends entries in order. The appointment's row counts them, so that each number is unique. */
export async function appendEntries(
  db: Db,
  appointment: string,
  at: number,
  all: readonly Fact[],
): Promise<void> {
  const { entries } = await countEntries(db, appointment, all.length)
  for (const [index, { kind, ...facts }] of all.entries()) {
    const number = entries - all.length + index + 1
    await insertEntry(db, { appointment, number, at, kind, facts })
  }
}

const countEntries = prepareOne((db, appointment: string, more: number) =>
  db
    .updateTable('appointments')
    .set(({ eb }) => ({ entries: eb('entries', '+', more) }))
    .where('id', '=', appointment)
    .returning('entries'),
)

const insertEntry = prepareRun((db, row: AuditRow) => db.insertInto('audit').values(row))

/** Up to `limit` entries with a number greater than `after`, oldest first. */
export function listEntries(db: Db, appointment: string, after: number, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}
