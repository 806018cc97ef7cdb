import type { AuditEntry } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareOne, prepareRun } from './prepared.ts'
import type { LineRow } from './tables.ts'

/** An entry of an appointment's audit, without its instant. */
export type Fact = Omit<AuditEntry, 'at'>

/** Appends entries in order. The appointment's row counts them, so that each number is unique. */
export async function appendLines(
  db: Db,
  appointment: string,
  at: number,
  all: readonly Fact[],
): Promise<void> {
  const { lines } = await countLines(db, appointment, all.length)
  for (const [index, { kind, ...facts }] of all.entries()) {
    const number = lines - all.length + index + 1
    await insertLine(db, { appointment, number, at, kind, facts: JSON.stringify(facts) })
  }
}

const countLines = prepareOne((db, appointment: string, more: number) =>
  db
    .updateTable('appointments')
    .set(({ eb }) => ({ lines: eb('lines', '+', more) }))
    .where('id', '=', appointment)
    .returning('lines'),
)

const insertLine = prepareRun((db, row: LineRow) => db.insertInto('lines').values(row))

/** Up to `limit` entries with a number greater than `after`, oldest first. */
export function listLines(db: Db, appointment: string, after: number, limit: number): Promise<LineRow[]> {
  return db
    .selectFrom('lines')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}
