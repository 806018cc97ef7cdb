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

/** Locks an appointment for this transaction; undefined for an unknown one. */
export const lockAppointment = prepareFirst((db, id: string) =>
  db
    .updateTable('appointments')
    .set(({ ref }) => ({ plan: ref('plan') }))
    .where('id', '=', id)
    .returning('id'),
)

/** What a registration says of an appointment. */
export type Registered = Omit<AppointmentRow, 'entries' | 'blanked_at' | 'named'>

/** Inserts or updates an appointment, also its begin at what is attached to it; keeps its count of audit entries. */
export async function saveAppointment(db: Db, row: Registered): Promise<void> {
  const { id, ...rest } = row
  await db
    .insertInto('appointments')
    .values({ ...row, blanked_at: null, named: false, entries: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute()
  await moveAttachments(db, id, row.starts_at)
}

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

/** A practitioner's appointments in which a patient is present. */
export async function listAttended(db: Db, practitioner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('appointments')
    .innerJoin('connections', 'connections.appointment', 'appointments.id')
    .innerJoin('participants', (join) =>
      join
        .onRef('participants.appointment', '=', 'connections.appointment')
        .onRef('participants.id', '=', 'connections.participant'),
    )
    .select('appointments.id')
    .distinct()
    .where('appointments.practitioner', '=', practitioner)
    .where('participants.role', '=', 'patient')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('participants as own')
          .select('own.id')
          .whereRef('own.appointment', '=', 'appointments.id')
          .whereRef('own.id', '=', 'appointments.practitioner')
          .where('own.erased', '=', false),
      ),
    )
    .orderBy('appointments.id')
    .execute()
  return rows.map((row) => row.id)
}

/** A practitioner's open appointments in which a person is present. */
export async function listOccupied(db: Db, practitioner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('appointments')
    .innerJoin('connections', 'connections.appointment', 'appointments.id')
    .select('appointments.id')
    .distinct()
    .where('appointments.practitioner', '=', practitioner)
    .where('appointments.ended_at', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}
