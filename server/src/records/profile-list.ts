import type { Db } from './database.ts'
import { listDocuments, type StoredDocument, selectStored } from './document.ts'
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
    // In this order: a patient has few documents, a practitioner many.
    .crossJoin('documents')
    .select('documents.id')
    .whereRef('documents.id', '=', 'profile_documents.document')
    .where('profile_documents.patient', '=', patient)
    .where('documents.practitioner', '=', practitioner)
    .limit(1),
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

/** One of them; undefined for any other appointment. */
export const findBetween = (db: Db, practitioner: string, patient: string, appointment: string) =>
  selectBetween(db, practitioner, patient)
    .select('appointments.id')
    .where('appointments.id', '=', appointment)
    .executeTakeFirst()

/** The newest `limit` of them. */
export function listBetween(db: Db, practitioner: string, patient: string, limit: number) {
  return selectBetween(db, practitioner, patient)
    .select(['appointments.id', 'appointments.title', 'appointments.starts_at'])
    .orderBy('appointments.starts_at', 'desc')
    .orderBy('appointments.id', 'desc')
    .limit(limit)
    .execute()
}

/** Whose documents of which library are wanted. */
interface ProfileQuery {
  readonly practitioner: string
  readonly patient: string
  /** Only those attached there. */
  readonly appointment: string | undefined
}

/** The ids of documents that are on a patient's profile, or attached where that patient is the only one. */
function selectTheirs(db: Db, { practitioner, patient, appointment }: ProfileQuery) {
  const attached = selectBetween(db, practitioner, patient)
    .innerJoin('attachments', 'attachments.appointment', 'appointments.id')
    .select('attachments.document')
  return appointment === undefined
    ? attached.union(db.selectFrom('profile_documents').select('document').where('patient', '=', patient))
    : attached.where('attachments.appointment', '=', appointment)
}

/** Them, in this order of the tables: a patient has few documents, a practitioner many. */
const selectProfile = (db: Db, query: ProfileQuery) =>
  db
    .selectFrom(selectTheirs(db, query).as('theirs'))
    .crossJoin('documents')
    .whereRef('documents.id', '=', 'theirs.document')
    .where('documents.practitioner', '=', query.practitioner)

/** A page of them, the newest first, behind the document `after`. Deleted ones are left out. */
export async function listProfile(
  db: Db,
  {
    after,
    limit,
    ...query
  }: ProfileQuery & {
    readonly after: Pick<StoredDocument, 'id' | 'created_at'> | undefined
    readonly limit: number
  },
): Promise<StoredDocument[]> {
  const page = await selectProfile(db, query)
    .select('documents.id')
    .where('documents.state', '!=', 'deleted')
    .$if(after !== undefined, (found) =>
      found.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('documents.created_at', 'documents.id'),
          '<',
          tuple(after?.created_at ?? 0, after?.id ?? ''),
        ),
      ),
    )
    .orderBy('documents.created_at', 'desc')
    .orderBy('documents.id', 'desc')
    .limit(limit)
    .execute()
  if (page.length === 0) return []
  const ids = page.map(({ id }) => id)
  const documents = new Map((await listDocuments(db, ids)).map((one) => [one.id, one]))
  return ids.flatMap((id) => documents.get(id) ?? [])
}

/** How many of them are ready. */
export async function countProfile(db: Db, query: ProfileQuery): Promise<number> {
  const { count } = await selectProfile(db, query)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('documents.state', '=', 'ready')
    .executeTakeFirstOrThrow()
  return Number(count)
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
