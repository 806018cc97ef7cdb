import { type Appointment, type Participant, toInstant } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { listConnections } from '../../records/connection.ts'
import type { Db } from '../../records/database.ts'
import { listDesks } from '../../records/desk.ts'
import { listParticipants } from '../../records/participant.ts'
import type { AppointmentRow, ConnectionRow, DeskRow, ParticipantRow } from '../../records/tables.ts'
import { hour } from '../../time.ts'
import type { Teller } from '../events/commit.ts'
import { type Admission, liveExchangeOf } from './participant.ts'
import { may } from './permission.ts'

/** Where a participant is: in the call if any connection is there; undefined without a connection. */
export function presenceOf(connections: readonly ConnectionRow[], id: string): Participant['presence'] {
  const mine = connections.filter((connection) => connection.participant === id)
  const inCall = mine.filter((connection) => connection.place === 'call')
  const [place, there] = inCall.length > 0 ? (['call', inCall] as const) : (['waiting-room', mine] as const)
  if (there.length === 0) return undefined
  return { place, since: toInstant(Math.min(...there.map((connection) => connection.since))) }
}

/** Who is connected: in the appointment, and at its practitioner's desk. */
interface Connected {
  readonly connections: readonly ConnectionRow[]
  readonly desks: readonly DeskRow[]
}

export async function findConnected(
  db: Db,
  { id, practitioner }: Pick<AppointmentRow, 'id' | 'practitioner'>,
): Promise<Connected> {
  return { connections: await listConnections(db, id), desks: await listDesks(db, practitioner) }
}

/** The appointment as `me` may see it: a patient sees no other patient. */
export function viewAppointment(
  { appointment, participants, me }: Admission,
  { connections, desks: [desk] }: Connected,
  retentionHours: number,
): Appointment {
  const visible = (participant: ParticipantRow): boolean => may(me, 'see a participant', { participant })
  const ended = appointment.ended_at
  return {
    id: appointment.id,
    me: me.id,
    participants: participants.filter(visible).map(({ id, name, role }) => {
      const presence = presenceOf(connections, id)
      return {
        ...{ id, name, role },
        ...(presence === undefined ? {} : { presence }),
        // After the end nobody is told when the desk closes, so nothing is said of it.
        ...(ended === null && desk?.practitioner === id ? { desk: { since: toInstant(desk.since) } } : {}),
      }
    }),
    startsAt: toInstant(appointment.starts_at),
    endsAt: toInstant(appointment.ends_at),
    ...(ended === null
      ? {}
      : { endedAt: toInstant(ended), filesUntil: toInstant(ended + retentionHours * hour) }),
    retentionHours,
    liveExchange: liveExchangeOf({ appointment, participants }),
  }
}

/** Tells each participant what they may see of a changed appointment: times, people, presence. */
export function createAppointmentTeller(retentionHours: number): Teller {
  return async (tx, id) => {
    const appointment = await findAppointment(tx, id)
    if (appointment === undefined) return undefined
    const participants = await listParticipants(tx, id)
    const connected = await findConnected(tx, appointment)
    const see = (me: ParticipantRow) =>
      viewAppointment({ appointment, participants, me }, connected, retentionHours)
    return {
      to: participants,
      say: (me, revision) => ({ name: 'appointment', payload: { revision, appointment: see(me) } }),
    }
  }
}
