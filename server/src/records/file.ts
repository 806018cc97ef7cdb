import type { FileState } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { FileRow, UploadRow } from './tables.ts'

/** A file with the figures of its upload. */
export interface SentFile extends FileRow, Pick<UploadRow, 'size' | 'bytes' | 'object' | 'paused'> {}

const selectSent = (db: Db) =>
  db
    .selectFrom('files')
    .innerJoin('uploads', 'uploads.id', 'files.id')
    .selectAll('files')
    .select(['uploads.size', 'uploads.bytes', 'uploads.object', 'uploads.paused'])

export const findFile = prepareFirst((db, id: string) => selectSent(db).where('files.id', '=', id))

export const listFiles = prepareList((db, transfer: string) =>
  selectSent(db).where('files.transfer', '=', transfer).orderBy('files.position'),
)

export const listFilesOfAppointment = prepareList((db, appointment: string) =>
  selectSent(db).where('files.appointment', '=', appointment).orderBy('files.position'),
)

/** The most ids in one query: databases limit the number of parameters. */
const mostAsked = 4096

/** These files with their transfer's parties, each with every participant of its appointment. */
export async function listParties(
  db: Db,
  files: readonly string[],
): Promise<Awaited<ReturnType<typeof selectParties>>> {
  const found: Awaited<ReturnType<typeof selectParties>> = []
  for (let at = 0; at < files.length; at += mostAsked) {
    const some = files.slice(at, at + mostAsked)
    // Pads the list to a power of two, so that few prepared texts serve all lengths.
    const round = 2 ** Math.ceil(Math.log2(some.length))
    found.push(...(await selectParties(db, [...some, ...Array(round - some.length).fill(some.at(-1))])))
  }
  return found
}

const selectParties = prepareList((db, files: readonly string[]) =>
  db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .innerJoin('participants', 'participants.appointment', 'files.appointment')
    .select([
      'files.id as file',
      'files.state',
      'files.appointment',
      'transfers.sender',
      'transfers.receiver',
      'participants.id',
      'participants.role',
    ])
    .where('files.id', 'in', files)
    .where('participants.erased', '=', false),
)

/** Ids of files in one of these states whose appointment ended at `end` (ms since the epoch) or before. */
export async function listFilesOfEnded(db: Db, states: readonly FileState[], end: number): Promise<string[]> {
  const rows = await db
    .selectFrom('files')
    .select('id')
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
  return rows.map((row) => row.id)
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

/** The number of a sender's files in an appointment, in whatever state. */
export async function countFiles(db: Db, appointment: string, sender: string): Promise<number> {
  const row = await db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .select(({ fn }) => fn.countAll().as('files'))
    .where('files.appointment', '=', appointment)
    .where('transfers.sender', '=', sender)
    .executeTakeFirstOrThrow()
  return Number(row.files)
}

/** The number and bytes of a sender's live files in an appointment. */
export async function sumLive(
  db: Db,
  appointment: string,
  sender: string,
): Promise<{ files: number; bytes: number }> {
  const row = await db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .innerJoin('uploads', 'uploads.id', 'files.id')
    .select(({ fn }) => [fn.countAll().as('files'), fn.sum('uploads.size').as('bytes')])
    .where('files.appointment', '=', appointment)
    .where('transfers.sender', '=', sender)
    .where('files.state', 'not in', ['rejected', 'withdrawn', 'expired'])
    .executeTakeFirstOrThrow()
  return { files: Number(row.files), bytes: Number(row.bytes ?? 0) }
}
