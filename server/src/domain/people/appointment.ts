import { isDeepStrictEqual } from 'node:util'
import {
  ChairsideError,
  type IssuedToken,
  type RegisteredAppointment,
  type Registration,
  toInstant,
} from '@chairside/protocol'
import {
  changeAppointment,
  findAppointment,
  insertAppointment,
  lockAppointment,
} from '../../records/appointment.ts'
import { appendEntriesOf, type Fact } from '../../records/audit.ts'
import type { Db } from '../../records/database.ts'
import { findLibrary } from '../../records/library.ts'
import {
  findParticipant,
  findPractitioner,
  listParticipants,
  replaceParticipants,
  setPaid,
} from '../../records/participant.ts'
import type { AppointmentRow, ParticipantRow } from '../../records/tables.ts'
import type { Announcer } from '../../seams.ts'
import { hour } from '../../time.ts'
import { fromAddress } from '../events/audit.ts'
import type { Change, Holds } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { viewAppointment } from './appointment-view.ts'
import { type AppointmentPart, endAppointment } from './ending.ts'
import { deskKey, filesKey } from './identity.ts'
import type { Admission } from './participant.ts'
import { may } from './permission.ts'
import { agreed, changesOf, mergeRegistration, registered } from './registration.ts'
import type { Tokens } from './token.ts'
import { unknownId } from './unknown.ts'

/**
 * What the embedding backend does with appointments. An unknown `id` is NOT_FOUND, except in `register`; it is named, which
 * no one else but the backend is told.
 */
export interface Appointments {
  /**
   * Creates or changes an appointment: replaces the fields given, keeps those omitted. Throws BAD_REQUEST. Throws
   * APPOINTMENT_ENDED after the end for a change of times or plan, and for every change once its words are blanked. Warns
   * when the end that it names is past.
   * Here and below, `address` is the backend's IP address.
   */
  register(id: string, registration: Registration, address?: string): Promise<RegisteredAppointment>
  find(id: string): Promise<RegisteredAppointment>
  setPaid(id: string, patient: string, paid: boolean, address?: string): Promise<RegisteredAppointment>
  end(id: string, address?: string): Promise<RegisteredAppointment>
  /** A token for a registered participant. Throws APPOINTMENT_ENDED once the files are no longer kept. */
  token(id: string, participant: string, address?: string): Promise<IssuedToken>
  /**
   * A token for the practitioner's desk. Throws NOT_FOUND for one who has no appointment and no document, unless they are
   * said to be new.
   */
  deskToken(practitioner: string, how: { isNew: boolean; address: string | undefined }): Promise<IssuedToken>
  /** A token for a patient's files in all their appointments; needs no registration. */
  filesToken(patient: string, address?: string): Promise<IssuedToken>
}

export function createAppointments(
  { records, commit, clock, log }: Ground,
  {
    announcer,
    tokens,
    retentionHours,
    parts,
    recheck,
    applyTemplate,
  }: {
    announcer: Announcer
    tokens: Tokens
    retentionHours: number
    /** What ends with an appointment or a participant. */
    parts: readonly AppointmentPart[]
    /** Checks the running streams against the changed registration. */
    recheck: () => Promise<void>
    /** Attaches the documents of a newly named template. Throws BAD_REQUEST. */
    applyTemplate: (
      tx: Db,
      change: Change,
      appointment: Pick<AppointmentRow, 'id' | 'practitioner' | 'template'>,
    ) => Promise<void>
  },
): Appointments {
  const find = async (db: Db, id: string): Promise<RegisteredAppointment> => {
    const row = await findAppointment(db, id)
    if (row === undefined) throw unknownId('appointment', id)
    return describe(row, await listParticipants(db, id))
  }
  /** Adds a fact to the audit, and to the log once it is kept. */
  const note = (change: Change, appointment: string, fact: Fact): void => {
    change.fact(appointment, fact)
    const { kind, participant, ...facts } = fact
    change.after(() => log.info({ appointment, ...(participant && { sub: participant }), ...facts }, kind))
  }
  const nobody = { connections: [], desks: [] }
  /** The view without presence, to compare registrations. */
  const see = (admission: Admission) => viewAppointment(admission, nobody, retentionHours)

  return {
    register: async (id, registration, address) => {
      const result = await commit(async (tx, change) => {
        await lockAppointment(tx, id)
        const row = await findAppointment(tx, id)
        // Names that came now would never be blanked.
        if (row !== undefined && row.blanked_at !== null) throw new ChairsideError('APPOINTMENT_ENDED')
        const before = await listParticipants(tx, id)
        const next = mergeRegistration(id, row, before, registration)
        // After the end people can still be corrected, but not times and plan.
        if (
          row !== undefined &&
          row.ended_at !== null &&
          !isDeepStrictEqual(agreed(row), agreed(next.appointment))
        )
          throw new ChairsideError('APPOINTMENT_ENDED')
        await (row === undefined ? insertAppointment : changeAppointment)(tx, next.appointment)
        await replaceParticipants(tx, id, next.participants)
        const changed =
          row === undefined ||
          !isDeepStrictEqual({ ...row }, { ...row, ...next.appointment }) ||
          !isDeepStrictEqual(before.map(registered), next.participants.map(registered))
        if (changed) {
          note(change, id, {
            kind: 'appointment-registered',
            changed: changesOf({ row, people: before }, { row: next.appointment, people: next.participants }),
            ...fromAddress(address),
          })
          for (const { id: participant } of next.participants)
            if (!before.some((one) => one.id === participant))
              note(change, id, { kind: 'participant-added', participant })
          change.tell('appointment', id, id, (me) => {
            const old = before.find((one) => one.id === me.id)
            return (
              row === undefined ||
              old === undefined ||
              !isDeepStrictEqual(
                see({ appointment: row, participants: before, me: old }),
                see({
                  appointment: { ...row, ...next.appointment },
                  participants: next.participants,
                  me,
                }),
              )
            )
          })
        }
        for (const gone of before) {
          if (next.participants.some((now) => now.id === gone.id && now.role === gone.role)) continue
          note(change, id, { kind: 'participant-removed', participant: gone.id })
          for (const part of parts) await part.left(tx, change, gone)
          const isGone: Holds = async (db) => (await findParticipant(db, id, gone.id))?.role !== gone.role
          change.after(() => announcer.goodbye(id, gone.id, new ChairsideError('NOT_FOUND').toWire()), isGone)
          if (gone.role === 'practitioner') {
            change.after(
              () => announcer.toDesk(gone.id, { name: 'gone', payload: { appointment: id } }),
              isGone,
            )
          }
        }
        if (next.appointment.template !== (row?.template ?? null))
          await applyTemplate(tx, change, next.appointment)
        if (changed) for (const part of parts) await part.changed(tx, change, id)
        return find(tx, id)
      })
      await recheck()
      return registration.endsAt === undefined ? result : warned(result, clock.now())
    },
    find: (id) => find(records.db, id),
    setPaid: async (id, patient, paid, address) => {
      const result = await commit(async (tx, change) => {
        await lockAppointment(tx, id)
        const participant = await findParticipant(tx, id, patient)
        if (participant?.role !== 'patient' || participant.erased) {
          await find(tx, id)
          throw unknownId('participant', patient)
        }
        if (participant.paid !== paid)
          note(change, id, {
            kind: 'appointment-registered',
            participant: patient,
            changed: ['paid'],
            ...fromAddress(address),
          })
        await setPaid(tx, id, patient, paid)
        for (const part of parts) await part.paid(tx, change, { appointment: id, id: patient })
        change.tell('appointment', id, id, (me) => may(me, 'see a participant', { participant }))
        return find(tx, id)
      })
      await recheck()
      return result
    },
    end: (id, address) =>
      commit(async (tx, change) => {
        await lockAppointment(tx, id)
        await endAppointment(tx, change, id, parts, address)
        return find(tx, id)
      }),
    token: async (id, participant, address) => {
      const { role } = await commit(async (tx, change) => {
        await lockAppointment(tx, id)
        const appointment = await findAppointment(tx, id)
        const person = await findParticipant(tx, id, participant)
        if (appointment === undefined) throw unknownId('appointment', id)
        if (person === undefined || person.erased) throw unknownId('participant', participant)
        const keptUntil =
          appointment.ended_at === null
            ? Number.POSITIVE_INFINITY
            : appointment.ended_at + retentionHours * hour
        if (change.now >= keptUntil) throw new ChairsideError('APPOINTMENT_ENDED')
        note(change, id, { kind: 'token-issued', participant, ...fromAddress(address) })
        return person
      })
      return tokens.issue({ sub: participant, role, appointment: id })
    },
    deskToken: async (practitioner, { isNew, address }) => {
      const { db } = records
      const isKnown = (await findPractitioner(db, practitioner)) ?? (await findLibrary(db, practitioner))
      if (isKnown === undefined && !isNew) throw unknownId('practitioner', practitioner)
      const fact = { kind: 'token-issued', participant: practitioner, ...fromAddress(address) } as const
      await commit((tx, { now }) => appendEntriesOf(tx, deskKey(practitioner), now, [fact]))
      log.info({ sub: practitioner, ...fromAddress(address) }, fact.kind)
      return tokens.issue({ sub: practitioner, role: 'practitioner' })
    },
    filesToken: async (patient, address) => {
      const fact = { kind: 'token-issued', participant: patient, ...fromAddress(address) } as const
      await commit((tx, { now }) => appendEntriesOf(tx, filesKey(patient), now, [fact]))
      log.info({ sub: patient, ...fromAddress(address) }, fact.kind)
      return tokens.issue({ sub: patient, role: 'patient' })
    },
  }
}

/** Adds a warning to an appointment that has ended before it began to be known here: the clock or the zone is another one. */
function warned(appointment: RegisteredAppointment, now: number): RegisteredAppointment {
  const { endsAt, state } = appointment
  if (state === 'ended' || Date.parse(endsAt) > now) return appointment
  const message = `This appointment is over: it ends at ${endsAt}, and here it is ${toInstant(now)}. If that is not meant, give its times with their offset, such as 2026-11-20T15:03:00+01:00.`
  return { ...appointment, warnings: [{ code: 'ENDS_IN_PAST', message }] }
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
    patients: people('patient').map(({ id, name, paid }) => ({ id, name, paid })),
    startsAt: toInstant(row.starts_at),
    endsAt: toInstant(row.ends_at),
    plan: row.plan,
    ...(row.title !== '' && { title: row.title }),
    ...(row.template !== null && { template: row.template }),
    state: row.ended_at === null ? 'open' : 'ended',
    ...(row.ended_at === null ? {} : { endedAt: toInstant(row.ended_at) }),
    ...(row.blanked_at === null ? {} : { blankedAt: toInstant(row.blanked_at) }),
  }
}
