import { type Static, Type } from 'typebox'
import { WireError } from './error.ts'
import { FileOffer, TransferFile } from './file.ts'
import { AppId, CallerId, Instant } from './id.ts'

/** One batch from one party to the other. */
export const Transfer = Type.Object({
  id: CallerId,
  appointment: AppId,
  from: AppId,
  to: AppId,
  /** The request that it answers. */
  request: Type.Optional(CallerId),
  /** `open` while a file is on its way; only then can files be added. */
  state: Type.Union([Type.Literal('open'), Type.Literal('settled'), Type.Literal('withdrawn')]),
  at: Instant,
  files: Type.Array(TransferFile),
})
export type Transfer = Static<typeof Transfer>

const offered = {
  id: CallerId,
  /** The id of the receiver. RECIPIENT_GONE when that person is no longer in the appointment. */
  to: AppId,
  files: Type.Array(FileOffer, { minItems: 1, maxItems: 100 }),
  /** Which open request it answers; patients must name it. */
  request: Type.Optional(CallerId),
}

/** The body of an offer over HTTP, where the address names the appointment. */
export const TransferOffer = Type.Object(offered, { additionalProperties: false })
export type TransferOffer = Static<typeof TransferOffer>

export const OfferTransfer = Type.Object({ appointment: AppId, ...offered }, { additionalProperties: false })

export const AddFiles = Type.Object(
  { id: CallerId, files: Type.Array(FileOffer, { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
)

export const TransferCommand = Type.Object({ id: CallerId }, { additionalProperties: false })

/** The answer to a form: each file that came, with its outcome. */
export const ReceivedFiles = Type.Object({
  files: Type.Array(Type.Object({ id: CallerId, state: Type.String(), error: Type.Optional(WireError) })),
})
export type ReceivedFiles = Static<typeof ReceivedFiles>
