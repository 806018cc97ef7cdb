import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { AttachmentRow, OpeningRow } from './tables-of-documents.ts'

export const findAttachment = prepareFirst((db, document: string, appointment: string) =>
  db
    .selectFrom('attachments')
    .selectAll()
    .where('document', '=', document)
    .where('appointment', '=', appointment),
)

/** The attachments of an appointment in their order. */
export const listAttachments = prepareList((db, appointment: string) =>
  db
    .selectFrom('attachments')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy('position')
    .orderBy('at')
    .orderBy('document'),
)

/** Where documents are attached, the newest appointment first. Needs at least one id. */
export const listPlaces = prepareList((db, documents: readonly string[]) =>
  db
    .selectFrom('attachments')
    .innerJoin('appointments', 'appointments.id', 'attachments.appointment')
    .select([
      'attachments.document',
      'attachments.appointment',
      'appointments.title',
      'appointments.starts_at',
    ])
    .where('attachments.document', 'in', documents)
    .orderBy('appointments.starts_at', 'desc'),
)

/** How many patients have opened or viewed each document, and when one did so last. Needs at least one id. */
export const countOpenings = prepareList((db, documents: readonly string[]) =>
  db
    .selectFrom(
      db
        .selectFrom('openings')
        .select(['document', 'patient', 'at'])
        .where('document', 'in', documents)
        .unionAll(
          db.selectFrom('views').select(['document', 'patient', 'at']).where('document', 'in', documents),
        )
        .as('seen'),
    )
    .select(({ fn }) => [
      'seen.document',
      fn.count<number>('seen.patient').distinct().as('patients'),
      fn.max('seen.at').as('last'),
    ])
    .groupBy('seen.document'),
)

/** An attachment together with its appointment and one person who is registered there. */
export type PersonalAttachment = Awaited<ReturnType<typeof listPersonal>>[number]

/** The attachments of these documents in the appointments of these people. Needs at least one id of each. */
export const listPersonal = prepareList((db, documents: readonly string[], people: readonly string[]) =>
  selectPersonal(db).where('attachments.document', 'in', documents).where('participants.id', 'in', people),
)

const selectPersonal = (db: Db) =>
  db
    .selectFrom('attachments')
    .innerJoin('appointments', 'appointments.id', 'attachments.appointment')
    .innerJoin('participants', 'participants.appointment', 'attachments.appointment')
    .select([
      'attachments.document',
      'attachments.appointment',
      'attachments.availability',
      'attachments.visibility',
      'appointments.starts_at',
      'appointments.ends_at',
      'appointments.ended_at',
      'participants.id as person',
      'participants.role',
      'participants.paid',
    ])
    .where('participants.erased', '=', false)

/** What these people have opened of these documents. Needs at least one id of each. */
export const listOpenings = prepareList((db, documents: readonly string[], people: readonly string[]) =>
  db.selectFrom('openings').selectAll().where('document', 'in', documents).where('patient', 'in', people),
)

export const listOpeningsIn = prepareList((db, appointment: string) =>
  db.selectFrom('openings').selectAll().where('appointment', '=', appointment),
)

/** Keeps that a patient has opened a document; false when that was kept before. */
export async function saveOpening(db: Db, row: OpeningRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('openings')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['document', 'appointment', 'patient', 'availability']).doNothing(),
    )
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** The position behind the last attachment of an appointment, and how many it has. */
export async function endOf(db: Db, appointment: string): Promise<{ next: number; count: number }> {
  const row = await db
    .selectFrom('attachments')
    .select(({ fn }) => [fn.max('position').as('last'), fn.countAll<number>().as('count')])
    .where('appointment', '=', appointment)
    .executeTakeFirstOrThrow()
  return { next: Number(row.last ?? -1) + 1, count: Number(row.count) }
}

export const insertAttachment = prepareRun((db, row: AttachmentRow) =>
  db.insertInto('attachments').values(row),
)

export const changeAttachment = prepareRun(
  (
    db,
    document: string,
    appointment: string,
    change: Partial<Omit<AttachmentRow, 'document' | 'appointment'>>,
  ) =>
    db
      .updateTable('attachments')
      .set(change)
      .where('document', '=', document)
      .where('appointment', '=', appointment),
)

export async function dropAttachment(db: Db, document: string, appointment: string): Promise<void> {
  await db
    .deleteFrom('attachments')
    .where('document', '=', document)
    .where('appointment', '=', appointment)
    .execute()
}

/** The attachments of a document. */
export const listAttachmentsOf = prepareList((db, document: string) =>
  db.selectFrom('attachments').selectAll().where('document', '=', document),
)

/** Drops what is attached to an appointment, and who has opened it there. */
export async function dropAttachmentsIn(db: Db, appointment: string): Promise<void> {
  await db.deleteFrom('openings').where('appointment', '=', appointment).execute()
  await db.deleteFrom('attachments').where('appointment', '=', appointment).execute()
}

/** Forgets what a patient has opened: in one appointment, or everywhere. */
export async function dropOpenings(db: Db, patient: string, appointment?: string): Promise<void> {
  await db
    .deleteFrom('openings')
    .where('patient', '=', patient)
    .$if(appointment !== undefined, (query) => query.where('appointment', '=', appointment ?? ''))
    .execute()
}

/** Whether anything is attached to an appointment. */
export async function hasAttachments(db: Db, appointment: string): Promise<boolean> {
  const row = await db
    .selectFrom('attachments')
    .select('document')
    .where('appointment', '=', appointment)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** An appointment of a patient, as a list of it needs it. */
export type PatientAppointment = Awaited<ReturnType<typeof selectPatientAppointments>>[number]

/**
 * Up to `limit` appointments of a patient in which something is attached or was sent to them, the newest first; those
 * behind `after`.
 */
export function listPatientAppointments(
  db: Db,
  patient: string,
  {
    after,
    limit,
  }: { readonly after?: { starts_at: number; id: string } | undefined; readonly limit: number },
): Promise<PatientAppointment[]> {
  return selectPatientAppointments(db, patient, after, limit)
}

async function selectPatientAppointments(
  db: Db,
  patient: string,
  after: { starts_at: number; id: string } | undefined,
  limit: number,
) {
  return db
    .selectFrom('participants')
    .innerJoin('appointments', 'appointments.id', 'participants.appointment')
    .selectAll('appointments')
    .select('participants.paid')
    .where('participants.id', '=', patient)
    .where('participants.role', '=', 'patient')
    .where('participants.erased', '=', false)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('attachments')
            .select('attachments.document')
            .whereRef('attachments.appointment', '=', 'appointments.id'),
        ),
        exists(
          selectFrom('transfers')
            .select('transfers.id')
            .whereRef('transfers.appointment', '=', 'appointments.id')
            .where('transfers.receiver', '=', patient),
        ),
      ]),
    )
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('appointments.starts_at', 'appointments.id'),
          '<',
          tuple(after?.starts_at ?? 0, after?.id ?? ''),
        ),
      ),
    )
    .orderBy('appointments.starts_at', 'desc')
    .orderBy('appointments.id', 'desc')
    .limit(limit)
    .execute()
}
