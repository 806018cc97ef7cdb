import { sql } from 'kysely'
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

/** In how many appointments documents are. Needs at least one id. */
export const countPlaces = prepareList((db, documents: readonly string[]) =>
  db
    .selectFrom('attachments')
    .select(({ fn }) => ['document', fn.countAll<number>().as('count')])
    .where('document', 'in', documents)
    .groupBy('document'),
)

/** How many documents are in appointments. Needs at least one id. */
export const countAttached = prepareList((db, appointments: readonly string[]) =>
  db
    .selectFrom('attachments')
    .select(({ fn }) => ['appointment', fn.countAll<number>().as('count')])
    .where('appointment', 'in', appointments)
    .groupBy('appointment'),
)

/** The newest two appointments of documents, by the document; null for none. Needs at least one id. */
export const listNewestPlaces = prepareList((db, documents: readonly string[]) =>
  db
    .selectFrom('documents')
    .select(({ selectFrom }) => {
      // Each takes one step in an index, however many appointments there are.
      const nth = (offset: number) =>
        selectFrom('attachments')
          .select('attachments.appointment')
          .whereRef('attachments.document', '=', 'documents.id')
          .orderBy('attachments.starts_at', 'desc')
          .orderBy('attachments.appointment', 'desc')
          .limit(1)
          .offset(offset)
      return ['documents.id as document', nth(0).as('newest'), nth(1).as('second')]
    })
    .where('documents.id', 'in', documents),
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

/** The attachments of one document, once for each person in its appointments. */
export const listPersonalOf = prepareList((db, document: string) =>
  selectPersonal(db).where('attachments.document', '=', document),
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

/** What anyone has opened of one document. */
export const listOpeningsOf = prepareList((db, document: string) =>
  db.selectFrom('openings').selectAll().where('document', '=', document),
)

export const listOpeningsIn = prepareList((db, appointment: string) =>
  db.selectFrom('openings').selectAll().where('appointment', '=', appointment),
)

/** Keeps what a patient has opened. Gives what was not kept before. Needs at least one row. */
export const saveOpenings = prepareList((db, rows: readonly OpeningRow[]) =>
  db
    .insertInto('openings')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['document', 'appointment', 'patient', 'availability']).doNothing(),
    )
    .returning(['document', 'appointment']),
)

/** The position behind the last attachment of an appointment, and how many it has. */
export async function endOf(db: Db, appointment: string): Promise<{ next: number; count: number }> {
  const row = await db
    .selectFrom('attachments')
    .select(({ fn }) => [fn.max('position').as('last'), fn.countAll<number>().as('count')])
    .where('appointment', '=', appointment)
    .executeTakeFirstOrThrow()
  return { next: Number(row.last ?? -1) + 1, count: Number(row.count) }
}

/** An attachment without what it has of its appointment. */
export type Attached = Omit<AttachmentRow, 'starts_at'>

/** Attaches a document to an appointment, which must exist. */
export const insertAttachment = prepareRun((db, row: Attached) =>
  db.insertInto('attachments').values(({ selectFrom }) => ({
    ...row,
    starts_at: selectFrom('appointments').select('appointments.starts_at').where('id', '=', row.appointment),
  })),
)

export const changeAttachment = prepareRun(
  (db, document: string, appointment: string, change: Partial<Omit<Attached, 'document' | 'appointment'>>) =>
    db
      .updateTable('attachments')
      .set(change)
      .where('document', '=', document)
      .where('appointment', '=', appointment),
)

/** Puts documents of an appointment at these positions. Needs at least one. */
export async function placeAttachments(
  db: Db,
  appointment: string,
  places: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...places].map(([document, position]) => sql`(${document}, cast(${position} as integer))`)
  // In SQLite as in PostgreSQL, VALUES names its columns so.
  await sql`
    update attachments set position = places.column2 from (values ${sql.join(rows)}) as places
    where attachments.appointment = ${appointment} and attachments.document = places.column1
  `.execute(db)
}

export async function dropAttachment(db: Db, document: string, appointment: string): Promise<void> {
  await db
    .deleteFrom('attachments')
    .where('document', '=', document)
    .where('appointment', '=', appointment)
    .execute()
}

/** Changes several attachments of an appointment alike. Needs at least one id. */
export const changeAttachments = prepareRun(
  (
    db,
    appointment: string,
    documents: readonly string[],
    change: Partial<Pick<Attached, 'availability' | 'visibility'>>,
  ) =>
    db
      .updateTable('attachments')
      .set(change)
      .where('appointment', '=', appointment)
      .where('document', 'in', documents),
)

/** Takes a document off every appointment. */
export const dropAttachmentsOf = prepareRun((db, document: string) =>
  db.deleteFrom('attachments').where('document', '=', document),
)

/** The people of a document's appointments, each with what the attachment there says. Erased people are left out. */
export const listAudience = prepareList((db, document: string) =>
  db
    .selectFrom('attachments')
    .innerJoin('participants', 'participants.appointment', 'attachments.appointment')
    .select([
      'attachments.appointment',
      'attachments.visibility',
      'participants.id',
      'participants.role',
      'participants.paid',
      'participants.erased',
    ])
    .where('attachments.document', '=', document)
    .where('participants.erased', '=', false),
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
