import type { FileState, Role } from '@chairside/protocol'
import type { Db } from './database.ts'
import type { FileRow } from './tables.ts'

export function findFile(db: Db, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listFiles(db: Db, transfer: string): Promise<FileRow[]> {
  return db.selectFrom('files').selectAll().where('transfer', '=', transfer).orderBy('position').execute()
}

export function listFilesOfAppointment(db: Db, appointment: string): Promise<FileRow[]> {
  return db
    .selectFrom('files')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy('position')
    .execute()
}

export function listFilesInState(db: Db, states: readonly FileState[]): Promise<FileRow[]> {
  return db.selectFrom('files').selectAll().where('state', 'in', states).execute()
}

/** Who belongs to the appointments of those of these files that are in one of these states. */
export function listAllowed(
  db: Db,
  states: readonly FileState[],
  files: readonly string[],
): Promise<{ file: string; state: FileState; participant: string; role: Role }[]> {
  return db
    .selectFrom('files')
    .innerJoin('participants', 'participants.appointment', 'files.appointment')
    .select(['files.id as file', 'files.state', 'participants.id as participant', 'participants.role'])
    .where('files.id', 'in', files)
    .where('files.state', 'in', states)
    .execute()
}

/** Files in one of these states whose appointment ended before `end`. */
export function listFilesOfEnded(db: Db, states: readonly FileState[], end: number): Promise<FileRow[]> {
  return (
    db
      .selectFrom('files')
      .selectAll()
      .where('state', 'in', states)
      // Not a join: it would begin with every appointment that ever ended.
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('appointments')
            .select('appointments.id')
            .whereRef('appointments.id', '=', 'files.appointment')
            .where('appointments.ended_at', '<=', end),
        ),
      )
      .execute()
  )
}

export async function insertFiles(db: Db, rows: readonly FileRow[]): Promise<void> {
  await db
    .insertInto('files')
    .values([...rows])
    .execute()
}

export async function changeFile(db: Db, id: string, change: Partial<Omit<FileRow, 'id'>>): Promise<void> {
  await db.updateTable('files').set(change).where('id', '=', id).execute()
}

/** The number of an upload's next connection. */
export async function nextEpoch(db: Db, id: string): Promise<number> {
  const row = await db
    .updateTable('files')
    .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', id)
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return row.epoch
}

/** Live files and their bytes that a party holds in an appointment. */
export async function sumHeld(
  db: Db,
  appointment: string,
  sender: string,
): Promise<{ files: number; bytes: number }> {
  const row = await db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .select(({ fn }) => [fn.countAll().as('files'), fn.sum('files.size').as('bytes')])
    .where('files.appointment', '=', appointment)
    .where('transfers.sender', '=', sender)
    .where('files.state', 'not in', ['rejected', 'withdrawn', 'expired'])
    .executeTakeFirstOrThrow()
  return { files: Number(row.files), bytes: Number(row.bytes ?? 0) }
}
