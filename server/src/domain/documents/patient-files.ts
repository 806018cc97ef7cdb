import {
  ChairsideError,
  type PatientFiles,
  type PatientFilesWish,
  type ReceivedFile,
  type SeenAs,
  toInstant,
} from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { countAttached, listPatientAppointments, type PatientAppointment } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listParticipants } from '../../records/participant.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import type { Ground } from '../events/ground.ts'
import { appointmentOf, type Identity, roleOf } from '../people/identity.ts'
import { admit } from '../people/participant.ts'
import { judgeSessions, nextChange, viewMissing, viewPatientSession } from './patient-session.ts'
import { readMine } from './profile/mine.ts'
import { requireSession } from './rights.ts'

/** The files that a patient received in the live exchange of appointments, and can save; by the appointment. */
export type ReadReceived = (
  db: Db,
  patient: string,
  appointments: readonly AppointmentRow[],
) => Promise<ReadonlyMap<string, readonly ReceivedFile[]>>

/** What patients may open. */
export interface Patients {
  /**
   * A page of a patient's appointments with files, the newest first. `who` must be this patient; a token of one
   * appointment shows that one alone. Else NOT_FOUND.
   */
  files(who: Identity, patient: string, wish: PatientFilesWish): Promise<PatientFiles>
  /** What a patient sees of an appointment, and why not the rest, for those who may edit it. Else NOT_FOUND. */
  seenAs(who: Identity, appointment: string, patient: string): Promise<SeenAs>
}

export function createPatients(
  { records, clock, limits }: Ground,
  { received: readReceived }: { received: ReadReceived },
): Patients {
  const { db } = records

  const practitionerIn = async ({ id, practitioner }: AppointmentRow) =>
    (await listParticipants(db, id)).find((one) => one.id === practitioner)

  /** The appointments of a page, and whether more follow. */
  const pageOf = async (who: Identity, { appointment, after }: PatientFilesWish) => {
    const only = appointmentOf(who) ?? appointment
    if (only !== undefined) {
      if (appointment !== undefined && appointment !== only) throw new ChairsideError('NOT_FOUND')
      return { rows: [(await admit(db, who, only)).appointment], more: false }
    }
    const from = after === undefined ? undefined : await findAppointment(db, after)
    if (after !== undefined && from === undefined) throw new ChairsideError('NOT_FOUND')
    const limit = limits.filesPage
    const found = await listPatientAppointments(db, who.id, { after: from, limit: limit + 1 })
    const fitting = await fit(found.slice(0, limit))
    return { rows: found.slice(0, fitting), more: found.length > fitting }
  }

  /** How many of some appointments go on one page: each costs by its documents. At least one does. */
  const fit = async (rows: readonly PatientAppointment[]): Promise<number> => {
    if (rows.length < 2) return rows.length
    const counted = await countAttached(
      db,
      rows.map(({ id }) => id),
    )
    const counts = new Map(counted.map(({ appointment, count }) => [appointment, Number(count)]))
    let documents = 0
    for (const [at, { id }] of rows.entries()) {
      documents += counts.get(id) ?? 0
      if (at > 0 && documents > limits.filesDocuments) return at
    }
    return rows.length
  }

  return {
    files: async (who, patient, wish) => {
      if (roleOf(who) !== 'patient' || who.id !== patient) throw new ChairsideError('NOT_FOUND')
      const now = clock.now()
      const { rows, more } = await pageOf(who, wish)
      const judged = await judgeSessions(
        db,
        who,
        rows.map(({ id }) => id),
        now,
      )
      const received = await readReceived(db, patient, rows)
      const sessions = []
      for (const row of rows) {
        const practitioner = await practitionerIn(row)
        const session = viewPatientSession(
          row,
          practitioner,
          judged.get(row.id) ?? [],
          received.get(row.id) ?? [],
        )
        // One in which nothing is theirs would say that there is something.
        if (session.documents.length > 0 || session.received.length > 0 || wish.appointment === row.id)
          sessions.push(session)
      }
      const isWhole = appointmentOf(who) === undefined && wish.appointment === undefined
      const mine =
        isWhole && wish.after === undefined ? await readMine(db, who, limits.profile, now) : undefined
      const next = nextChange([...judged.values(), mine?.judged ?? []].flat(), [...received.values()].flat())
      const last = rows.at(-1)
      return {
        sessions,
        ...(mine && { profile: mine.profile }),
        ...(more && last && { next: last.id }),
        now: toInstant(now),
        ...(next !== undefined && { changesAt: toInstant(next) }),
      }
    },

    seenAs: async (who, id, patient) => {
      const { appointment, participants } = await requireSession(db, who, id)
      const one = participants.find((person) => person.id === patient)
      if (one?.role !== 'patient' || one.erased) throw new ChairsideError('NOT_FOUND')
      const judged = (await judgeSessions(db, { id: patient }, [id], clock.now())).get(id) ?? []
      const practitioner = participants.find((person) => person.id === appointment.practitioner)
      return {
        session: viewPatientSession(appointment, practitioner, judged, []),
        missing: viewMissing(judged),
      }
    },
  }
}
