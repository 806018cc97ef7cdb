import type { Db } from './database.ts'
import { type StoredDocument, selectStored } from './document.ts'
import { prepareFirst, prepareList } from './prepared.ts'

/** The newest name of a patient in the appointments of a practitioner; undefined when they never met. */
export const findPatientOf = prepareFirst((db, practitioner: string, patient: string) =>
  db
    .selectFrom('participants')
    .innerJoin('appointments', 'appointments.id', 'participants.appointment')
    .select('participants.name')
    .where('participants.id', '=', patient)
    .where('participants.role', '=', 'patient')
    .where('participants.erased', '=', false)
    .where('appointments.practitioner', '=', practitioner)
    // Blank names come last.
    .orderBy(({ eb }) => eb('participants.name', '=', ''))
    .orderBy('appointments.starts_at', 'desc')
    .limit(1),
)

/** A document of a practitioner that is on a patient's profile. */
export const findOnProfile = prepareFirst((db, practitioner: string, patient: string) =>
  db
    .selectFrom('profile_documents')
    .innerJoin('documents', 'documents.id', 'profile_documents.document')
    .select('documents.id')
    .where('profile_documents.patient', '=', patient)
    .where('documents.practitioner', '=', practitioner)
    .limit(1),
)

/** The practitioners of a patient's appointments, by the newest names last. */
export const listPractitionersOf = prepareList((db, patient: string) =>
  db
    .selectFrom('participants as mine')
    .innerJoin('participants as theirs', 'theirs.appointment', 'mine.appointment')
    .innerJoin('appointments', 'appointments.id', 'mine.appointment')
    .select(['theirs.id', 'theirs.name'])
    .where('mine.id', '=', patient)
    .where('mine.role', '=', 'patient')
    .where('theirs.role', '=', 'practitioner')
    .where('theirs.name', '!=', '')
    .orderBy('appointments.starts_at'),
)

/** The appointments of a practitioner in which a patient is the only one. */
const selectBetween = (db: Db, practitioner: string, patient: string) =>
  db
    .selectFrom('participants')
    .innerJoin('appointments', 'appointments.id', 'participants.appointment')
    .where('participants.id', '=', patient)
    .where('participants.role', '=', 'patient')
    .where('participants.erased', '=', false)
    .where('appointments.practitioner', '=', practitioner)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('participants as others')
            .select('others.id')
            .whereRef('others.appointment', '=', 'appointments.id')
            .where('others.role', '=', 'patient')
            .where('others.id', '!=', patient),
        ),
      ),
    )

/** The newest `limit` of them. */
export function listBetween(db: Db, practitioner: string, patient: string, limit: number) {
  return selectBetween(db, practitioner, patient)
    .select(['appointments.id', 'appointments.title', 'appointments.starts_at'])
    .orderBy('appointments.starts_at', 'desc')
    .orderBy('appointments.id', 'desc')
    .limit(limit)
    .execute()
}

/**
 * The documents of a practitioner's library that are on a patient's profile, or attached where that patient is the only
 * one; with `appointment`, only those attached there. The newest first; deleted ones are left out.
 */
export function listProfile(
  db: Db,
  {
    practitioner,
    patient,
    appointment,
    limit,
  }: {
    readonly practitioner: string
    readonly patient: string
    readonly appointment: string | undefined
    readonly limit: number
  },
): Promise<StoredDocument[]> {
  const attached = selectBetween(db, practitioner, patient)
    .innerJoin('attachments', 'attachments.appointment', 'appointments.id')
    .select('attachments.document')
  const put = db.selectFrom('profile_documents').select('document').where('patient', '=', patient)
  return selectStored(db)
    .where(
      'documents.id',
      'in',
      appointment === undefined
        ? attached.union(put)
        : attached.where('attachments.appointment', '=', appointment),
    )
    .where('documents.practitioner', '=', practitioner)
    .where('documents.state', '!=', 'deleted')
    .orderBy('documents.created_at', 'desc')
    .orderBy('documents.id', 'desc')
    .limit(limit)
    .execute()
}

/** The documents on a patient's profile that are ready, the newest first. */
export function listReadyOnProfile(db: Db, patient: string, limit: number): Promise<StoredDocument[]> {
  return selectStored(db)
    .innerJoin('profile_documents', 'profile_documents.document', 'documents.id')
    .where('profile_documents.patient', '=', patient)
    .where('documents.state', '=', 'ready')
    .orderBy('profile_documents.at', 'desc')
    .orderBy('documents.id', 'desc')
    .limit(limit)
    .execute()
}

/** The links of a patient to these documents, the newest last. Needs at least one id. */
export const listLinksTo = prepareList((db, patient: string, documents: readonly string[]) =>
  db
    .selectFrom('links')
    .selectAll()
    .where('patient', '=', patient)
    .where('document', 'in', documents)
    .orderBy('at'),
)
