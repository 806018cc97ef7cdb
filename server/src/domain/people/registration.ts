import { type AuditEntry, ChairsideError, type Registration, registrationChanges } from '@chairside/protocol'
import type { Registered } from '../../records/appointment.ts'
import type { AppointmentRow, ParticipantRow } from '../../records/tables.ts'

/**
 * Merges a registration into what is known. Throws BAD_REQUEST when the first one is incomplete, a person is
 * named twice, or the end is not after the start.
 */
export function mergeRegistration(
  id: string,
  row: AppointmentRow | undefined,
  before: readonly ParticipantRow[],
  { practitioner, staff, patients, startsAt, endsAt, plan, title, template }: Registration,
): { appointment: Registered; participants: ParticipantRow[] } {
  const wanted = <Value>(field: string, value: Value | undefined): Value => {
    if (value === undefined)
      throw new ChairsideError({ code: 'BAD_REQUEST', found: 'missing', field: `/${field}` })
    return value
  }
  const keep = (role: ParticipantRow['role']) => before.filter((old) => old.role === role)
  const wasPaid = (patient: string): boolean =>
    before.some((old) => old.id === patient && old.role === 'patient' && old.paid)
  const make = (
    role: ParticipantRow['role'],
    people: readonly { id: string; name: string; paid?: boolean }[] | undefined,
  ) =>
    people?.map((person) => ({
      id: person.id,
      name: person.name,
      role,
      paid: person.paid ?? wasPaid(person.id),
      erased: false,
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
  if (ends <= starts) {
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
      title: title ?? row?.title ?? '',
      template: template ?? row?.template ?? null,
      ended_at: row?.ended_at ?? null,
    },
    participants,
  }
}

/** What a registration sets of an appointment, without its people: to compare two of them. */
export function agreed({ starts_at, ends_at, plan }: Pick<AppointmentRow, 'starts_at' | 'ends_at' | 'plan'>) {
  return { starts_at, ends_at, plan }
}

/** What a registration sets of a person (no revision), to compare two of them. */
export function registered({ id, role, name, paid, position, erased }: ParticipantRow) {
  return { id, role, name, paid, position, erased }
}

/** An appointment with its people, as registered; `row` is undefined before the first registration. */
interface Agreed {
  readonly row: Registered | undefined
  readonly people: readonly ParticipantRow[]
}

/** What a registration changed, for the audit: the names of the fields, without their values. */
export function changesOf(before: Agreed, after: Agreed): NonNullable<AuditEntry['changed']> {
  const idsOf = ({ people }: Agreed, role: ParticipantRow['role']): string =>
    people.flatMap((one) => (one.role === role ? one.id : [])).join(' ')
  const stayed = after.people.flatMap((now) => {
    const old = before.people.find(({ id }) => id === now.id)
    return old === undefined ? [] : [{ old, now }]
  })
  const different = {
    practitioner: idsOf(before, 'practitioner') !== idsOf(after, 'practitioner'),
    staff: idsOf(before, 'staff') !== idsOf(after, 'staff'),
    patients: idsOf(before, 'patient') !== idsOf(after, 'patient'),
    names: stayed.some(({ old, now }) => old.name !== now.name),
    paid: stayed.some(({ old, now }) => old.paid !== now.paid),
    startsAt: before.row?.starts_at !== after.row?.starts_at,
    endsAt: before.row?.ends_at !== after.row?.ends_at,
    plan: before.row?.plan !== after.row?.plan,
    title: (before.row?.title ?? '') !== (after.row?.title ?? ''),
    template: (before.row?.template ?? null) !== (after.row?.template ?? null),
  }
  return registrationChanges.filter((change) => different[change])
}
