import type { RecordLine } from '@chairside/protocol'
import type { Db } from './database.ts'
import type { LineRow } from './tables.ts'

/** One line of an appointment's record, before it has its instant. */
export type Fact = Omit<RecordLine, 'at'>

/** Appends one line; the appointment's row counts them, so that two never have one number. */
export async function appendLine(
  db: Db,
  appointment: string,
  at: number,
  { kind, ...facts }: Fact,
): Promise<void> {
  const { lines } = await db
    .updateTable('appointments')
    .set(({ eb }) => ({ lines: eb('lines', '+', 1) }))
    .where('id', '=', appointment)
    .returning('lines')
    .executeTakeFirstOrThrow()
  const row: LineRow = { appointment, number: lines, at, kind, facts: JSON.stringify(facts) }
  await db.insertInto('lines').values(row).execute()
}

/** Up to `limit` lines after the one with this number, oldest first. */
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
