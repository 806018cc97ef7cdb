import { listAppointments } from './appointment.ts'
import type { Db } from './database.ts'
import { inParts } from './in-parts.ts'
import { findParticipant } from './participant.ts'
import { prepareList } from './prepared.ts'
import type { AppointmentRow, ConnectionRow } from './tables.ts'

/* Who is present with a practitioner: read from the connections, which are few, and never from a practitioner's past. */

/** A practitioner's appointments in which a patient is present; none of those in which the practitioner was erased. */
export async function listAttended(db: Db, practitioner: string): Promise<string[]> {
  const { connections, appointments } = await findPresent(db, practitioner)
  const ids = appointments.map(({ id }) => id)
  const people = await inParts(ids, (some) => listPeople(db, some))
  const roles = new Map(people.map((one) => [keyOf(one.appointment, one.id), one]))
  const attended = new Set(
    connections
      .filter((one) => roles.get(keyOf(one.appointment, one.participant))?.role === 'patient')
      .map(({ appointment }) => appointment),
  )
  return ids.filter((id) => attended.has(id) && roles.get(keyOf(id, practitioner))?.erased === false)
}

// Ids of the app contain no slash.
const keyOf = (appointment: string, person: string): string => `${appointment}/${person}`

const listPeople = prepareList((db, appointments: readonly string[]) =>
  db
    .selectFrom('participants')
    .select(['appointment', 'id', 'role', 'erased'])
    .where('appointment', 'in', appointments),
)

/** A practitioner's open appointments in which a person is present. */
export async function listOccupied(db: Db, practitioner: string): Promise<string[]> {
  const { appointments } = await findPresent(db, practitioner)
  return appointments.filter(({ ended_at }) => ended_at === null).map(({ id }) => id)
}

/** Whether a practitioner and one of their patients are connected to the same appointment now. */
export async function areTogether(db: Db, practitioner: string, patient: string): Promise<boolean> {
  const { connections, appointments } = await findPresent(db, practitioner)
  for (const { id } of appointments) {
    const here = connections.filter(({ appointment }) => appointment === id)
    const areHere = [practitioner, patient].every((who) =>
      here.some(({ participant }) => participant === who),
    )
    const found = areHere ? await findParticipant(db, id, patient) : undefined
    if (found?.role === 'patient' && !found.erased) return true
  }
  return false
}

/**
 * Who is connected to a practitioner's appointments, and these, by their ids. Asked one after the other: in one query a database
 * may begin with all appointments that the practitioner ever had.
 */
async function findPresent(
  db: Db,
  practitioner: string,
): Promise<{ connections: Present[]; appointments: AppointmentRow[] }> {
  const connections = await listPresent(db, practitioner)
  const ids = [...new Set(connections.map(({ appointment }) => appointment))].sort()
  const found = new Map(
    (await inParts(ids, (some) => listAppointments(db, some))).map((one) => [one.id, one]),
  )
  const appointments = ids.flatMap((id) => found.get(id) ?? [])
  return { connections, appointments: appointments.filter((one) => one.practitioner === practitioner) }
}

type Present = Pick<ConnectionRow, 'appointment' | 'participant'>

const listPresent = prepareList((db, practitioner: string) =>
  db
    .selectFrom('connections')
    .select(['appointment', 'participant'])
    .where('practitioner', 'in', [practitioner, '']),
)
