import type { FileState } from '@chairside/protocol'
import type { Db } from './database.ts'
import { inParts } from './in-parts.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import { byPosition } from './sorted.ts'
import type { FileRow, UploadRow } from './tables.ts'

/** A file with the figures of its upload. */
export interface SentFile
  extends FileRow,
    Pick<UploadRow, 'size' | 'bytes' | 'object' | 'epoch' | 'paused' | 'missing' | 'doubt' | 'node'> {}

const selectSent = (db: Db) =>
  db
    .selectFrom('files')
    .innerJoin('uploads', 'uploads.id', 'files.id')
    .selectAll('files')
    .select([
      'uploads.size',
      'uploads.bytes',
      'uploads.object',
      'uploads.epoch',
      'uploads.paused',
      'uploads.missing',
      'uploads.doubt',
      'uploads.node',
    ])

export const findFile = prepareFirst((db, id: string) => selectSent(db).where('files.id', '=', id))

export const listFiles = async (db: Db, transfer: string): Promise<SentFile[]> =>
  (await selectFiles(db, transfer)).sort(byPosition)

const selectFiles = prepareList((db, transfer: string) =>
  selectSent(db).where('files.transfer', '=', transfer),
)

/** The files of these transfers, those of each in order. */
export async function listFilesOf(db: Db, transfers: readonly string[]): Promise<SentFile[]> {
  return (await inParts(transfers, (some) => selectFilesOf(db, some))).sort(byPosition)
}

const selectFilesOf = prepareList((db, transfers: readonly string[]) =>
  selectSent(db).where('files.transfer', 'in', transfers),
)

/** The states of files that are not live. */
const over: readonly FileState[] = ['rejected', 'withdrawn', 'expired']

/** The transfers of an appointment that have a live file: each as often as it has one. */
export const listLiveTransfers = prepareList((db, appointment: string) =>
  db
    .selectFrom('files')
    .select('transfer as id')
    .where('appointment', '=', appointment)
    .where('state', 'not in', over),
)

/** A row for each of these files and each participant with rights in its appointment, with its transfer's parties. */
export async function listParties(
  db: Db,
  files: readonly string[],
): Promise<Awaited<ReturnType<typeof selectParties>>> {
  return inParts(files, (some) => selectParties(db, some))
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

/** Pictures for patients without a thumbnail that have become ready since an instant (ms since the epoch). */
export const listUndrawnFiles = prepareList((db, since: number) =>
  db
    .selectFrom('files')
    .innerJoin('uploads', 'uploads.id', 'files.id')
    .innerJoin('objects', 'objects.key', 'uploads.object')
    .select('files.id')
    .where('files.state', 'in', ['ready', 'downloaded'])
    .where('files.ready_at', '>=', since)
    .where('files.thumbnail', 'is', null)
    .where('uploads.sender', '=', 'practitioner')
    .where('objects.type', 'in', ['jpeg', 'png']),
)

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
    .where('files.state', 'not in', over)
    .executeTakeFirstOrThrow()
  return { files: Number(row.files), bytes: Number(row.bytes ?? 0) }
}

/** The files that a person received in appointments and can save, oldest first. Needs at least one appointment. */
export const listReceived = prepareList((db, person: string, appointments: readonly string[]) =>
  db
    .selectFrom('files')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .innerJoin('uploads', 'uploads.id', 'files.id')
    .innerJoin('objects', 'objects.key', 'uploads.object')
    .select(['files.id', 'files.appointment', 'files.name', 'files.ready_at', 'files.thumbnail'])
    .select('uploads.size')
    .select(['objects.key', 'objects.type', 'objects.mime', 'objects.flags', 'objects.crc32'])
    .where('transfers.receiver', '=', person)
    .where('files.appointment', 'in', appointments)
    .where('files.state', 'in', ['ready', 'downloaded'])
    .orderBy('files.ready_at')
    .orderBy('files.position'),
)
