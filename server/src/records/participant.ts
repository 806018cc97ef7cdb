import type { Db } from './database.ts'
import { prepareFirst, prepareList } from './prepared.ts'
import { byPosition } from './sorted.ts'
import type { ParticipantRow } from './tables.ts'

/** In the order of the registration. */
export const listParticipants = async (db: Db, appointment: string): Promise<ParticipantRow[]> =>
  (await selectParticipants(db, appointment)).sort(byPosition)

const selectParticipants = prepareList((db, appointment: string) =>
  db.selectFrom('participants').selectAll().where('appointment', '=', appointment),
)

export const findParticipant = prepareFirst((db, appointment: string, id: string) =>
  db.selectFrom('participants').selectAll().where('appointment', '=', appointment).where('id', '=', id),
)

/** An appointment of this practitioner; undefined for one who has none, or was erased. */
export const findPractitioner = prepareFirst((db, practitioner: string) =>
  db
    .selectFrom('participants')
    .select('appointment')
    .where('id', '=', practitioner)
    .where('role', '=', 'practitioner')
    .where('erased', '=', false)
    .limit(1),
)

/** How many of a practitioner's newest appointments are searched for their name: older ones are blank. */
const searched = 50

/** The name of a practitioner, as the newest of their appointments with one has it. */
export const findPractitionerName = prepareFirst((db, practitioner: string) =>
  db
    .selectFrom((query) =>
      query
        .selectFrom('appointments')
        .select(['id', 'starts_at'])
        .where('practitioner', '=', practitioner)
        .orderBy('starts_at', 'desc')
        .limit(searched)
        .as('newest'),
    )
    .innerJoin('participants', 'participants.appointment', 'newest.id')
    .select('participants.name')
    .where('participants.id', '=', practitioner)
    .where('participants.name', '!=', '')
    .orderBy('newest.starts_at', 'desc')
    .limit(1),
)

/** The name of a practitioner in the newest appointment with a patient that has one. */
const findNameBetween = prepareFirst((db, practitioner: string, patient: string) =>
  db
    .selectFrom('participants as mine')
    .innerJoin('participants as theirs', 'theirs.appointment', 'mine.appointment')
    .innerJoin('appointments', 'appointments.id', 'mine.appointment')
    .select('theirs.name')
    .where('mine.id', '=', patient)
    .where('mine.role', '=', 'patient')
    .where('theirs.id', '=', practitioner)
    .where('theirs.name', '!=', '')
    .orderBy('appointments.starts_at', 'desc')
    .limit(1),
)

/**
 * The names of practitioners for one of their patients; empty where none is known. Only of those who have long seen nobody
 * are the patient's appointments read: there the name stays as long as a document does.
 */
export async function namePractitioners(
  db: Db,
  practitioners: Iterable<string>,
  patient: string,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(practitioners)) {
    const found = (await findPractitionerName(db, id)) ?? (await findNameBetween(db, id, patient))
    names.set(id, found?.name ?? '')
  }
  return names
}

/** Replaces the participants of an appointment. Those who stay keep their revision. */
export async function replaceParticipants(
  db: Db,
  appointment: string,
  rows: readonly ParticipantRow[],
): Promise<void> {
  const ids = rows.map((row) => row.id)
  await db
    .deleteFrom('participants')
    .where('appointment', '=', appointment)
    .where('id', 'not in', ids)
    .execute()
  for (const row of rows) {
    const { role, name, paid, position, erased } = row
    await db
      .insertInto('participants')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['appointment', 'id']).doUpdateSet({ role, name, paid, position, erased }),
      )
      .execute()
  }
}

/** In how many appointments somebody is, and how many changes they were told there: neither stays as it is when one comes. */
export const countTold = prepareFirst((db, participant: string) =>
  db
    .selectFrom('participants')
    .select(({ fn }) => [
      fn.countAll<number>().as('appointments'),
      fn.sum<number>('revision').as('revisions'),
    ])
    .where('id', '=', participant),
)

export async function setPaid(db: Db, appointment: string, id: string, paid: boolean): Promise<void> {
  await db
    .updateTable('participants')
    .set({ paid })
    .where('appointment', '=', appointment)
    .where('id', '=', id)
    .execute()
}

/** Raises the revisions of participants and gives the new ones; none for unknown ids. Needs at least one id. */
export const nextRevisions = prepareList((db, appointment: string, ids: readonly string[]) =>
  db
    .updateTable('participants')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .where('appointment', '=', appointment)
    .where('id', 'in', ids)
    .returning(['id', 'revision']),
)
