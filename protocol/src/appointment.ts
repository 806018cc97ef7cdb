import { type Static, Type } from 'typebox'
import { AppId, GivenInstant, Instant } from './id.ts'
import { Participant, Patient, Person, Place, ShownName } from './participant.ts'
import { Line } from './text.ts'

/** The plan that an appointment belongs to; the live exchange needs `pro` or `clinic`. */
export const Plan = Type.Union([Type.Literal('basic'), Type.Literal('pro'), Type.Literal('clinic')])
export type Plan = Static<typeof Plan>

const Title = Line({ maxLength: 200 })

/**
 * The body of PUT: a given field replaces the stored one, an omitted one stays. The first PUT must give all but `staff`,
 * `title` and `template`.
 */
export const Registration = Type.Object(
  {
    practitioner: Type.Optional(Person),
    staff: Type.Optional(Type.Array(Person, { maxItems: 50 })),
    patients: Type.Optional(Type.Array(Patient, { minItems: 1, maxItems: 200 })),
    startsAt: Type.Optional(GivenInstant),
    endsAt: Type.Optional(GivenInstant),
    plan: Type.Optional(Plan),
    /** What the appointment is called where its files stand, such as "Shoulder group". */
    title: Type.Optional(Title),
    /** The template whose documents are attached. Naming the same one again attaches nothing anew. */
    template: Type.Optional(AppId),
  },
  { additionalProperties: false },
)
export type Registration = Static<typeof Registration>

export const PatientChange = Type.Object({ paid: Type.Boolean() }, { additionalProperties: false })

const registered = { id: AppId, name: ShownName }

/** An appointment as the embedding backend reads it. */
export const RegisteredAppointment = Type.Object({
  id: AppId,
  practitioner: Type.Object(registered),
  staff: Type.Array(Type.Object(registered)),
  patients: Type.Array(Type.Object({ ...registered, paid: Type.Boolean() })),
  startsAt: Instant,
  endsAt: Instant,
  plan: Plan,
  title: Type.Optional(Type.String()),
  template: Type.Optional(AppId),
  state: Type.Union([Type.Literal('open'), Type.Literal('ended')]),
  endedAt: Type.Optional(Instant),
  /** In the answer to its registration: what was taken, but is probably a mistake. */
  warnings: Type.Optional(
    Type.Array(Type.Object({ code: Type.Enum(['ENDS_IN_PAST']), message: Type.String() })),
  ),
  /** When its names and texts were blanked: at the end of the retention, or when it was erased. */
  blankedAt: Type.Optional(Instant),
})
export type RegisteredAppointment = Static<typeof RegisteredAppointment>

/** Whether an appointment has the live exchange, or why not. */
export const LiveExchange = Type.Union([
  Type.Object({ state: Type.Literal('open') }),
  Type.Object({
    state: Type.Literal('closed'),
    code: Type.Union([
      Type.Literal('PLAN_REQUIRED'),
      Type.Literal('ONE_TO_ONE_ONLY'),
      Type.Literal('APPOINTMENT_ENDED'),
    ]),
  }),
])
export type LiveExchange = Static<typeof LiveExchange>

/** An appointment as one of its participants may see it: a patient sees the practitioner and themselves. */
export const Appointment = Type.Object({
  id: AppId,
  me: AppId,
  participants: Type.Array(Participant),
  startsAt: Instant,
  endsAt: Instant,
  /** When it actually ended. */
  endedAt: Type.Optional(Instant),
  /** Until when ready files can be saved; known once the appointment has ended. */
  filesUntil: Type.Optional(Instant),
  /** Hours that ready files stay after the end. */
  retentionHours: Type.Number(),
  liveExchange: LiveExchange,
})
export type Appointment = Static<typeof Appointment>

export const Enter = Type.Object({ appointment: AppId, place: Place }, { additionalProperties: false })
