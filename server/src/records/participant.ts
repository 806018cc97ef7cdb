import type { Db } from './database.ts'
import type { ParticipantRow } from './tables.ts'

export function listParticipants(db: Db, appointment: string): Promise<ParticipantRow[]> {
  return db
    .selectFrom('participants')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy('position')
    .execute()
}

export function findParticipant(
  db: Db,
  appointment: string,
  id: string,
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participants')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Makes these the participants of an appointment; those who stay keep their revision. */
export async function replaceParticipants(
  db: Db,
  appointment: string,
  rows: readonly ParticipantRow[],
): Promise<void> {
  const ids = rows.map((row) => row.id)
  await db
    .deleteFrom('participants')
    .where('appointment', '=', appointment)
    .where('id', 'not in', ids)
    .execute()
  for (const row of rows) {
    const { role, name, paid, position } = row
    await db
      .insertInto('participants')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['appointment', 'id']).doUpdateSet({ role, name, paid, position }),
      )
      .execute()
  }
}

export async function setPaid(db: Db, appointment: string, id: string, paid: boolean): Promise<void> {
  await db
    .updateTable('participants')
    .set({ paid: paid ? 1 : 0 })
    .where('appointment', '=', appointment)
    .where('id', '=', id)
    .execute()
}

/** Counts one more visible change for a participant, and answers the new count; undefined for one who left. */
export async function nextRevision(db: Db, appointment: string, id: string): Promise<number | undefined> {
  const row = await db
    .updateTable('participants')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .where('appointment', '=', appointment)
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirst()
  return row?.revision
}
