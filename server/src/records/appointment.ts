import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { AppointmentRow } from './tables.ts'

export const findAppointment = prepareFirst((db, id: string) =>
  db.selectFrom('appointments').selectAll().where('id', '=', id),
)

/** Needs at least one id. */
export const listAppointments = prepareList((db, ids: readonly string[]) =>
  db.selectFrom('appointments').selectAll().where('id', 'in', ids),
)

/*
 * Who locks what. A transaction locks what it judges before it reads it, so that another one on the same rows waits and then
 * reads what this one has written. The order is the same everywhere, so that no two wait for each other:
 *
 *   1. a desk;
 *   2. appointments, by their ids. The row of an appointment stands for all that is in it: its people, their connections,
 *      transfers, files, requests, receipts, attachments, and its audit;
 *   3. documents, those of one transaction together. A row stands for the document's upload, links, access sessions, views and
 *      audit;
 *   4. links;
 *   5. the library.
 *
 * A lock is an update that changes nothing: that is the same on every database. What can have no lock because it is not there
 * yet has a unique key: a transaction that finds it taken when it writes is run again, and then finds the row.
 */

/** Locks an appointment, and all that is in it, for this transaction; undefined for an unknown one. */
export const lockAppointment = prepareFirst((db, id: string) =>
  selectLocked(db).where('id', '=', id).returning('id'),
)

/** Like `lockAppointment`, for several. */
export async function lockAppointments(db: Db, ids: Iterable<string>): Promise<void> {
  for (const id of [...new Set(ids)].sort()) await lockAppointment(db, id)
}

/** Like `lockAppointment`, for the appointment of a transfer. */
export const lockAppointmentOfTransfer = prepareFirst((db, transfer: string) =>
  selectLocked(db)
    .where('id', '=', (query) =>
      query.selectFrom('transfers').select('appointment').where('id', '=', transfer),
    )
    .returning('id'),
)

/** Like `lockAppointment`, for the appointment of a file. */
export const lockAppointmentOfFile = prepareFirst((db, file: string) =>
  selectLocked(db)
    .where('id', '=', (query) => query.selectFrom('files').select('appointment').where('id', '=', file))
    .returning('id'),
)

/** Like `lockAppointment`, for the appointments of files. Needs at least one file. */
export async function lockAppointmentsOfFiles(db: Db, files: readonly string[]): Promise<void> {
  const found = await listAppointmentsOfFiles(db, files)
  await lockAppointments(
    db,
    found.map(({ appointment }) => appointment),
  )
}

const listAppointmentsOfFiles = prepareList((db, files: readonly string[]) =>
  db.selectFrom('files').select('appointment').distinct().where('id', 'in', files),
)

/** Like `lockAppointment`, for the appointment of a request. */
export const lockAppointmentOfRequest = prepareFirst((db, request: string) =>
  selectLocked(db)
    .where('id', '=', (query) => query.selectFrom('requests').select('appointment').where('id', '=', request))
    .returning('id'),
)

const selectLocked = (db: Db) => db.updateTable('appointments').set(({ ref }) => ({ plan: ref('plan') }))

/** What a registration says of an appointment. */
export type Registered = Omit<AppointmentRow, 'entries' | 'blanked_at' | 'named'>

/** Inserts a new appointment. */
export async function insertAppointment(db: Db, row: Registered): Promise<void> {
  await db
    .insertInto('appointments')
    .values({ ...row, blanked_at: null, named: false, entries: 0 })
    .execute()
}

/** Changes an appointment, also its begin at what is attached to it, and its practitioner at who is connected. */
export async function changeAppointment(db: Db, { id, ...rest }: Registered): Promise<void> {
  await db.updateTable('appointments').set(rest).where('id', '=', id).execute()
  await moveAttachments(db, id, rest.starts_at)
  await handConnectionsOver(db, id, rest.practitioner)
}

const handConnectionsOver = prepareRun((db, appointment: string, practitioner: string) =>
  db
    .updateTable('connections')
    .set({ practitioner })
    .where('appointment', '=', appointment)
    .where('practitioner', '!=', practitioner),
)

const moveAttachments = prepareRun((db, appointment: string, starts_at: number) =>
  db
    .updateTable('attachments')
    .set({ starts_at })
    .where('appointment', '=', appointment)
    .where('starts_at', '!=', starts_at),
)

/** Marks an appointment as ended; false when it already was, or does not exist. */
export async function markEnded(db: Db, id: string, at: number): Promise<boolean> {
  const result = await db
    .updateTable('appointments')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Instants (ms since the epoch). An open appointment is over when its planned end lies before one that counts for it. */
export interface Overdue {
  /** Counts for appointments without a connection. */
  readonly forgotten: number
  /** Counts for every appointment. */
  readonly any: number
}

/** The open appointments that are over. */
export async function listOverdue(db: Db, overdue: Overdue): Promise<string[]> {
  return (await selectOverdue(db, overdue).execute()).map((row) => row.id)
}

/** Whether `listOverdue` would list this appointment. */
export async function isOverdue(db: Db, id: string, overdue: Overdue): Promise<boolean> {
  return (await selectOverdue(db, overdue).where('id', '=', id).executeTakeFirst()) !== undefined
}

function selectOverdue(db: Db, { forgotten, any }: Overdue) {
  return db
    .selectFrom('appointments')
    .select('id')
    .where('ended_at', 'is', null)
    .where('ends_at', '<', Math.max(forgotten, any))
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('ends_at', '<', any),
        not(
          exists(
            selectFrom('connections')
              .select('id')
              .whereRef('connections.appointment', '=', 'appointments.id'),
          ),
        ),
      ]),
    )
}
