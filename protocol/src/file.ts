import { type Static, type TProperties, Type } from 'typebox'
import { Details } from './details.ts'
import { ErrorCode } from './error.ts'
import { fileTypes } from './filetype.ts'
import { AppId, CallerId, Instant } from './id.ts'

/** Facts about a content that people are told in plain words. */
export const FileFlag = Type.Union([
  Type.Literal('encrypted'),
  Type.Literal('macros'),
  Type.Literal('location'),
])
export type FileFlag = Static<typeof FileFlag>

/**
 * Why the check cannot decide about a content: it is locked with a password, it holds more than the check reads, or the
 * check only suspects it.
 */
export const Doubt = Type.Union([Type.Literal('locked'), Type.Literal('too-much'), Type.Literal('suspected')])
export type Doubt = Static<typeof Doubt>

export const FileTypeName = Type.Enum(fileTypes)

const about = {
  id: CallerId,
  /** Cleaned, unique within its transfer; carries the content's ending once that is known. Empty once it was blanked. */
  name: Type.String(),
  /** Bytes, as declared; exact from `checking` on. */
  size: Type.Integer({ minimum: 1 }),
}

const content = {
  type: FileTypeName,
  flags: Type.Array(FileFlag),
  readyAt: Instant,
  /** When the receiver's page showed it; absent until then. */
  promptedAt: Type.Optional(Instant),
  /** The receiver answered the prompt with "not now" on one of their connections. */
  dismissed: Type.Optional(Type.Literal(true)),
}

/** No page of the sender has the file's bytes any more, as after a reload: the sender must choose the file again. */
const missing = Type.Optional(Type.Literal(true))

const inState = <const State extends string, Fields extends TProperties>(state: State, fields: Fields) =>
  Type.Object({ ...about, state: Type.Literal(state), ...fields })

/** A file of a transfer: a union of states, each with only its own fields. */
export const TransferFile = Type.Union([
  inState('offered', { paused: Type.Optional(Type.Literal('sender')), missing }),
  inState('receiving', {
    /** Bytes that the server has stored and counted. */
    bytes: Type.Integer({ minimum: 0 }),
    /** Why no bytes come: the sender paused the file, or its connection brings none. Absent while bytes come. */
    paused: Type.Optional(Type.Union([Type.Literal('sender'), Type.Literal('line')])),
    missing,
  }),
  inState('checking', {
    /** The check takes longer: it could not be made yet, and is tried again. */
    waiting: Type.Optional(Type.Literal(true)),
    /** The check could not decide, and is not made again: whether the file passes is the practitioner's decision. */
    undecided: Type.Optional(Doubt),
  }),
  inState('ready', content),
  inState('downloaded', { ...content, downloadedAt: Instant }),
  inState('rejected', { code: ErrorCode, details: Details, rejectedAt: Instant }),
  inState('withdrawn', { withdrawnAt: Instant }),
  inState('expired', { expiredAt: Instant }),
])
export type TransferFile = Static<typeof TransferFile>
export type FileState = TransferFile['state']

interface InState {
  readonly state: FileState
}

/** Offered or receiving: bytes are still to come. */
export const isArriving = ({ state }: InState): boolean => state === 'offered' || state === 'receiving'

/** Offered, receiving or checking: its outcome is still open, and so is its transfer. */
export const isOnItsWay = (file: InState): boolean => isArriving(file) || file.state === 'checking'

/** Ready or downloaded: its bytes are here to be fetched. */
export const isFetchable = ({ state }: InState): boolean => state === 'ready' || state === 'downloaded'

/** Ready, and the receiver was shown it; or downloaded. */
export const isDelivered = (file: TransferFile): boolean =>
  file.state === 'downloaded' || (file.state === 'ready' && file.promptedAt !== undefined)

/** On its way or fetchable, so it counts against the limits; not rejected, withdrawn or expired. */
export const isLive = (file: InState): boolean => isOnItsWay(file) || isFetchable(file)

/** On its way or ready: its sender can still take it back. */
export const isWithdrawable = (file: InState): boolean => isOnItsWay(file) || file.state === 'ready'

/** A file as its sender announces it. Size in bytes; the server cleans the name. */
export const FileOffer = Type.Object(
  {
    id: CallerId,
    name: Type.String({ maxLength: 1024 }),
    size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  },
  { additionalProperties: false },
)
export type FileOffer = Static<typeof FileOffer>

export const FileCommand = Type.Object({ id: CallerId }, { additionalProperties: false })

/** What the practitioner decides about a file about which the check could not. */
export const Decision = Type.Union([Type.Literal('accept'), Type.Literal('refuse')])
export type Decision = Static<typeof Decision>

export const DecideFile = Type.Object({ id: CallerId, decision: Decision }, { additionalProperties: false })

/** How many bytes of a file have come. It is only a hint, so it has no revision. */
export const Progress = Type.Object({
  appointment: AppId,
  file: CallerId,
  bytes: Type.Integer({ minimum: 0 }),
  paused: Type.Optional(Type.Union([Type.Literal('sender'), Type.Literal('line')])),
  missing,
})
export type Progress = Static<typeof Progress>
