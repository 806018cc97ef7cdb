import type { FileState, Role } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareOne, prepareRun } from './prepared.ts'
import type { FileRow } from './tables.ts'

export const findFile = prepareFirst((db, id: string) =>
  db.selectFrom('files').selectAll().where('id', '=', id),
)

export const listFiles = prepareList((db, transfer: string) =>
  db.selectFrom('files').selectAll().where('transfer', '=', transfer).orderBy('position'),
)

export const listFilesOfAppointment = prepareList((db, appointment: string) =>
  db.selectFrom('files').selectAll().where('appointment', '=', appointment).orderBy('position'),
)

export function listFilesInState(db: Db, states: readonly FileState[]): Promise<FileRow[]> {
  return db.selectFrom('files').selectAll().where('state', 'in', states).execute()
}

/** The most ids in one query: databases limit the number of parameters. */
const mostAsked = 4096

/** Of these files, those in one of these states, each with every participant of its appointment. */
export async function listAllowed(
  db: Db,
  states: readonly FileState[],
  files: readonly string[],
): Promise<{ file: string; state: FileState; participant: string; role: Role }[]> {
  const found: Awaited<ReturnType<typeof selectAllowed>> = []
  for (let at = 0; at < files.length; at += mostAsked) {
    const some = files.slice(at, at + mostAsked)
    // Pads the list to a power of two, so that few prepared texts serve all lengths.
    const round = 2 ** Math.ceil(Math.log2(some.length))
    found.push(
      ...(await selectAllowed(db, states, [...some, ...Array(round - some.length).fill(some.at(-1))])),
    )
  }
  return found
}

const selectAllowed = prepareList((db, states: readonly FileState[], files: readonly string[]) =>
  db
    .selectFrom('files')
    .innerJoin('participants', 'participants.appointment', 'files.appointment')
    .select(['files.id as file', 'files.state', 'participants.id as participant', 'participants.role'])
    .where('files.id', 'in', files)
    .where('files.state', 'in', states),
)

/** Files in one of these states whose appointment ended at `end` (ms since the epoch) or before. */
export function listFilesOfEnded(db: Db, states: readonly FileState[], end: number): Promise<FileRow[]> {
  return (
    db
      .selectFrom('files')
      .selectAll()
      .where('state', 'in', states)
      // A join would begin with every appointment that ever ended.
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

export const changeFile = prepareRun((db, id: string, change: Partial<Omit<FileRow, 'id'>>) =>
  db.updateTable('files').set(change).where('id', '=', id),
)

/** Changes a file for its upload's next connection; gives that connection's epoch. */
export const nextEpoch = prepareOne((db, id: string, change: Partial<Omit<FileRow, 'id' | 'epoch'>>) =>
  db
    .updateTable('files')
    .set(change)
    .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', id)
    .returning('epoch'),
)

/** A file with what its check needs of its object and transfer. */
export const findCandidate = prepareFirst((db, id: string) =>
  db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .leftJoin('objects', 'objects.key', 'files.object')
    .select([
      'files.state',
      'files.object',
      'files.size',
      'files.digest',
      'objects.type',
      'transfers.request',
    ])
    .where('files.id', '=', id),
)

/** The number and bytes of a sender's live files in an appointment. */
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
