import { type Static, Type } from 'typebox'
import { Appointment } from './appointment.ts'
import { AppId, CallerId } from './id.ts'
import { Request } from './request.ts'
import { Transfer } from './transfer.ts'

/** Counts every change that one participant of an appointment may see; a gap means: ask for the snapshot. */
export const Revision = Type.Integer({ minimum: 0 })

/** The `before` of the next `earlier`: the id of the oldest transfer or request that is over and was told so far. */
const Earlier = Type.Optional(CallerId)

/**
 * What one participant may see of one appointment, oldest first: everything live, and the newest of what is over.
 * `earlier` is present if older ones were left out.
 */
export const Snapshot = Type.Object({
  revision: Revision,
  appointment: Appointment,
  transfers: Type.Array(Transfer),
  requests: Type.Array(Request),
  earlier: Earlier,
})
export type Snapshot = Static<typeof Snapshot>

export const EarlierWish = Type.Object(
  { appointment: AppId, before: CallerId },
  { additionalProperties: false },
)

/** A page of what is over, oldest first; a transfer comes with the request that it answers. */
export const EarlierPage = Type.Object({
  transfers: Type.Array(Transfer),
  requests: Type.Array(Request),
  earlier: Earlier,
})
export type EarlierPage = Static<typeof EarlierPage>

export const SnapshotWish = Type.Object({ appointment: AppId }, { additionalProperties: false })
