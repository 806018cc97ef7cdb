import { type Static, Type } from 'typebox'
import { AppId, Instant } from './id.ts'
import { Line } from './text.ts'

export const Role = Type.Union([Type.Literal('practitioner'), Type.Literal('staff'), Type.Literal('patient')])
export type Role = Static<typeof Role>

/** Where a participant is now. */
export const Place = Type.Union([Type.Literal('waiting-room'), Type.Literal('call')])
export type Place = Static<typeof Place>

export const Name = Line({ minLength: 1, maxLength: 200 })

/** A name as it is shown: empty once it was blanked. */
export const ShownName = Type.String({ maxLength: 200 })

/** A person of an appointment, as the embedding app registers them. */
export const Person = Type.Object({ id: AppId, name: Name }, { additionalProperties: false })
export type Person = Static<typeof Person>

export const Patient = Type.Object(
  { id: AppId, name: Name, paid: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
)
export type Patient = Static<typeof Patient>

/** A participant as another one may see them. */
export const Participant = Type.Object({
  id: AppId,
  name: ShownName,
  role: Role,
  /** Absent while the person is not here; `call` if any of their connections is in the call. */
  presence: Type.Optional(Type.Object({ place: Place, since: Instant })),
  /** The practitioner has their desk open, and since when. It is no presence here: they may be in another call. */
  desk: Type.Optional(Type.Object({ since: Instant })),
})
export type Participant = Static<typeof Participant>
