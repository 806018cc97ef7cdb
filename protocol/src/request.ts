import { type Static, type TProperties, Type } from 'typebox'
import { AppId, CallerId, Instant } from './id.ts'
import { Lines } from './text.ts'

/** The longest note or reason, in characters (UTF-16 units, as a text field counts them). */
export const noteLimit = 500

/** The schema takes more characters than `noteLimit`, so that the refusal of a long note can name the limit. */
const Note = Lines({ maxLength: 4 * noteLimit })

const about = {
  id: CallerId,
  appointment: AppId,
  from: AppId,
  to: AppId,
  /** Empty once the request was blanked, whether it had a note or not. */
  note: Type.Optional(Type.String()),
  at: Instant,
}

const inState = <const State extends string, Fields extends TProperties>(state: State, fields: Fields) =>
  Type.Object({ ...about, state: Type.Literal(state), ...fields })

/** The practitioner asks the patient for files. */
export const Request = Type.Union([
  inState('asked', {}),
  inState('answering', { transfer: CallerId }),
  inState('answered', { transfer: CallerId, answeredAt: Instant }),
  inState('declined', { reason: Type.Optional(Type.String()), declinedAt: Instant }),
  inState('withdrawn', { withdrawnAt: Instant }),
  inState('expired', { expiredAt: Instant }),
])
export type Request = Static<typeof Request>
export type RequestState = Request['state']

/** `to` is the patient: RECIPIENT_GONE once unregistered. A note longer than `noteLimit` is refused: NOTE_TOO_LONG. */
export const AskForFiles = Type.Object(
  { appointment: AppId, id: CallerId, to: AppId, note: Type.Optional(Note) },
  { additionalProperties: false },
)

export const DeclineRequest = Type.Object(
  { id: CallerId, reason: Type.Optional(Note) },
  { additionalProperties: false },
)

/** Without a note the request has none. */
export const ChangeNote = Type.Object(
  { id: CallerId, note: Type.Optional(Note) },
  { additionalProperties: false },
)

export const RequestCommand = Type.Object({ id: CallerId }, { additionalProperties: false })
