import { ChairsideError, type LiveExchange } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { listParticipants } from '../../records/participant.ts'
import type { AppointmentRow, ParticipantRow } from '../../records/tables.ts'
import { type Identity, roleOf } from './identity.ts'

/** A person in an appointment; permissions are asked of `me`. */
export interface Admission {
  readonly appointment: AppointmentRow
  readonly participants: readonly ParticipantRow[]
  readonly me: ParticipantRow
}

/** Finds an identity's participant in an appointment. Throws NOT_FOUND for one who is not registered, or was erased. */
export async function admit(db: Db, identity: Identity, id: string): Promise<Admission> {
  if (identity.kind === 'participant' && identity.appointment !== id) throw new ChairsideError('NOT_FOUND')
  const appointment = await findAppointment(db, id)
  if (appointment === undefined) throw new ChairsideError('NOT_FOUND')
  const participants = await listParticipants(db, id)
  const me = participants.find(
    (participant) => participant.id === identity.id && participant.role === roleOf(identity),
  )
  if (me === undefined || me.erased) throw new ChairsideError('NOT_FOUND')
  return { appointment, participants, me }
}

/** The patients of an appointment who have rights; the live exchange needs exactly one. */
export function patientsOf(participants: readonly ParticipantRow[]): ParticipantRow[] {
  return participants.filter((participant) => participant.role === 'patient' && !participant.erased)
}

/** Whether new files can be sent or asked for, and if not, the first reason. */
export function liveExchangeOf({
  appointment,
  participants,
}: Pick<Admission, 'appointment' | 'participants'>): LiveExchange {
  if (appointment.ended_at !== null) return { state: 'closed', code: 'APPOINTMENT_ENDED' }
  if (appointment.plan === 'basic') return { state: 'closed', code: 'PLAN_REQUIRED' }
  if (patientsOf(participants).length !== 1) return { state: 'closed', code: 'ONE_TO_ONE_ONLY' }
  return { state: 'open' }
}

/**
 * The only patient, who must be `to`. Throws RECIPIENT_GONE when `to` is not a patient here, and what
 * `requireLiveExchange` throws.
 */
export function requireAddressee(admission: Admission, to: string): ParticipantRow {
  if (!patientsOf(admission.participants).some(({ id }) => id === to))
    throw new ChairsideError('RECIPIENT_GONE')
  return requireLiveExchange(admission)
}

/** The only patient. Throws APPOINTMENT_ENDED, PLAN_REQUIRED or ONE_TO_ONE_ONLY when nothing may be sent. */
export function requireLiveExchange(admission: Admission): ParticipantRow {
  const live = liveExchangeOf(admission)
  const patients = patientsOf(admission.participants)
  const [patient] = patients
  if (live.state === 'closed') {
    // A patient must not learn how many patients there are.
    const counted = live.code === 'ONE_TO_ONE_ONLY' && admission.me.role !== 'patient'
    throw new ChairsideError(counted ? { code: live.code, limit: 1, actual: patients.length } : live.code)
  }
  if (patient === undefined) throw new ChairsideError('NOT_FOUND')
  return patient
}
