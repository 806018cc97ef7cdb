import { isDeepStrictEqual } from 'node:util'
import {
  ChairsideError,
  type IssuedToken,
  type RegisteredAppointment,
  type Registration,
  toInstant,
} from '@chairside/protocol'
import { findAppointment, saveAppointment } from '../records/appointment.ts'
import type { Db, Records } from '../records/database.ts'
import { findParticipant, listParticipants, replaceParticipants, setPaid } from '../records/participant.ts'
import type { AppointmentRow, ParticipantRow } from '../records/tables.ts'
import type { Announcer, Clock } from '../seams.ts'
import { hour } from '../time.ts'
import type { Commit } from './change.ts'
import { endAppointment, endPart } from './ending.ts'
import { may } from './may.ts'
import type { Standing } from './standing.ts'
import type { RunningStreams } from './stream.ts'
import type { Tokens } from './token.ts'
import { viewAppointment } from './view.ts'

/** What the embedding backend does with appointments. */
export interface Appointments {
  /**
   * Creates or changes: replaces what it names, leaves what it omits. After the end only people can change
   * (APPOINTMENT_ENDED).
   */
  register(id: string, registration: Registration): Promise<RegisteredAppointment>
  find(id: string): Promise<RegisteredAppointment>
  setPaid(id: string, patient: string, paid: boolean): Promise<RegisteredAppointment>
  end(id: string): Promise<RegisteredAppointment>
  /** A token for a registered participant. */
  token(id: string, participant: string): Promise<IssuedToken>
  deskToken(practitioner: string): Promise<IssuedToken>
}

export function createAppointments({
  records,
  commit,
  announcer,
  streams,
  tokens,
  clock,
  retentionHours,
  stop,
}: {
  records: Records
  commit: Commit
  announcer: Announcer
  streams: RunningStreams
  tokens: Tokens
  clock: Clock
  retentionHours: number
  /** Stops the bytes of a file that is no longer wanted. */
  stop: (file: string) => void
}): Appointments {
  const find = async (db: Db, id: string): Promise<RegisteredAppointment> => {
    const row = await findAppointment(db, id)
    if (row === undefined) throw new ChairsideError('NOT_FOUND')
    return describe(row, await listParticipants(db, id))
  }
  /** What somebody sees of an appointment, wherever everybody is. */
  const see = (standing: Standing) => viewAppointment(standing, [], retentionHours)

  return {
    register: async (id, registration) => {
      const result = await commit(async (tx, change) => {
        const row = await findAppointment(tx, id)
        const before = await listParticipants(tx, id)
        const next = merge(id, row, before, registration)
        // Whoever was registered by mistake can still be taken out; what was agreed on is over.
        if (
          row !== undefined &&
          row.ended_at !== null &&
          !isDeepStrictEqual(agreed(row), agreed(next.appointment))
        )
          throw new ChairsideError('APPOINTMENT_ENDED')
        await saveAppointment(tx, next.appointment)
        await replaceParticipants(tx, id, next.participants)
        const changed =
          row === undefined ||
          !isDeepStrictEqual({ ...row }, { ...next.appointment, lines: row.lines }) ||
          !isDeepStrictEqual(before.map(registered), next.participants.map(registered))
        if (changed) {
          change.fact(id, { kind: 'appointment-registered' })
          change.appointment(id, (me) => {
            const old = before.find((one) => one.id === me.id)
            return (
              row === undefined ||
              old === undefined ||
              !isDeepStrictEqual(
                see({ appointment: row, participants: before, me: old }),
                see({ appointment: { ...next.appointment, lines: 0 }, participants: next.participants, me }),
              )
            )
          })
        }
        for (const gone of before) {
          if (next.participants.some((now) => now.id === gone.id && now.role === gone.role)) continue
          await endPart(tx, change, gone, stop)
          change.after(() => announcer.goodbye(id, gone.id, new ChairsideError('NOT_FOUND').toWire()))
          if (gone.role === 'practitioner') {
            change.after(() => announcer.toDesk(gone.id, { name: 'gone', payload: { appointment: id } }))
          }
        }
        return find(tx, id)
      })
      await streams.look()
      return result
    },
    find: (id) => find(records.db, id),
    setPaid: (id, patient, paid) =>
      commit(async (tx, change) => {
        const participant = await findParticipant(tx, id, patient)
        if (participant?.role !== 'patient') throw new ChairsideError('NOT_FOUND')
        await setPaid(tx, id, patient, paid)
        change.appointment(id, (me) => may(me, 'see a participant', { participant }))
        return find(tx, id)
      }),
    end: (id) =>
      commit(async (tx, change) => {
        await endAppointment(tx, change, id)
        return find(tx, id)
      }),
    token: async (id, participant) => {
      const appointment = await findAppointment(records.db, id)
      const person = await findParticipant(records.db, id, participant)
      if (appointment === undefined || person === undefined) throw new ChairsideError('NOT_FOUND')
      const keptUntil =
        appointment.ended_at === null
          ? Number.POSITIVE_INFINITY
          : appointment.ended_at + retentionHours * hour
      if (clock.now() >= keptUntil) throw new ChairsideError('APPOINTMENT_ENDED')
      return tokens.issue({ sub: participant, role: person.role, appointment: id })
    },
    deskToken: (practitioner) => tokens.issue({ sub: practitioner, role: 'practitioner' }),
  }
}

function describe(row: AppointmentRow, participants: readonly ParticipantRow[]): RegisteredAppointment {
  const people = (role: ParticipantRow['role']) =>
    participants.filter((participant) => participant.role === role)
  const [practitioner] = people('practitioner')
  if (practitioner === undefined) throw new Error('an appointment has no practitioner')
  return {
    id: row.id,
    practitioner: { id: practitioner.id, name: practitioner.name },
    staff: people('staff').map(({ id, name }) => ({ id, name })),
    patients: people('patient').map(({ id, name, paid }) => ({ id, name, paid: paid === 1 })),
    startsAt: toInstant(row.starts_at),
    endsAt: toInstant(row.ends_at),
    plan: row.plan,
    state: row.ended_at === null ? 'open' : 'ended',
    ...(row.ended_at === null ? {} : { endedAt: toInstant(row.ended_at) }),
  }
}

/** The registration laid over what is known. Throws BAD_REQUEST for a first one that leaves something out. */
function merge(
  id: string,
  row: AppointmentRow | undefined,
  before: readonly ParticipantRow[],
  { practitioner, staff, patients, startsAt, endsAt, plan }: Registration,
): { appointment: Omit<AppointmentRow, 'lines'>; participants: ParticipantRow[] } {
  const wanted = <Value>(field: string, value: Value | undefined): Value => {
    if (value === undefined)
      throw new ChairsideError({ code: 'BAD_REQUEST', found: 'missing', field: `/${field}` })
    return value
  }
  const keep = (role: ParticipantRow['role']) => before.filter((old) => old.role === role)
  const wasPaid = (patient: string): boolean =>
    before.some((old) => old.id === patient && old.role === 'patient' && old.paid === 1)
  const make = (
    role: ParticipantRow['role'],
    people: readonly { id: string; name: string; paid?: boolean }[] | undefined,
  ) =>
    people?.map((person) => ({
      id: person.id,
      name: person.name,
      role,
      paid: (person.paid ?? wasPaid(person.id)) ? 1 : 0,
    })) ?? keep(role)
  const everyone = [
    ...make(
      'practitioner',
      row === undefined ? [wanted('practitioner', practitioner)] : practitioner && [practitioner],
    ),
    ...make('staff', staff),
    ...make('patient', row === undefined ? wanted('patients', patients) : patients),
  ]
  if (new Set(everyone.map((person) => person.id)).size < everyone.length) {
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'same-person-twice' })
  }
  const starts = startsAt === undefined ? wanted('startsAt', row?.starts_at) : Date.parse(startsAt)
  const ends = endsAt === undefined ? wanted('endsAt', row?.ends_at) : Date.parse(endsAt)
  if (Number.isNaN(starts) || Number.isNaN(ends) || ends <= starts) {
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'ends-before-start', field: '/endsAt' })
  }
  const participants = everyone.map(
    (person, position): ParticipantRow => ({
      revision: 0,
      ...person,
      appointment: id,
      position,
    }),
  )
  const [first] = participants
  return {
    appointment: {
      id,
      practitioner: first?.id ?? '',
      starts_at: starts,
      ends_at: ends,
      plan: wanted('plan', plan ?? row?.plan),
      ended_at: row?.ended_at ?? null,
    },
    participants,
  }
}

/** What a registration says of an appointment, without its people. */
function agreed({ starts_at, ends_at, plan }: Pick<AppointmentRow, 'starts_at' | 'ends_at' | 'plan'>) {
  return { starts_at, ends_at, plan }
}

/** What a registration says of a person, without what the appointment counts for them. */
function registered({ id, role, name, paid, position }: ParticipantRow) {
  return { id, role, name, paid, position }
}
