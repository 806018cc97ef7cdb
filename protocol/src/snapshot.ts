import { type Static, Type } from 'typebox'
import { Appointment } from './appointment.ts'
import { AppId } from './id.ts'
import { Request } from './request.ts'
import { Transfer } from './transfer.ts'

/** Counts every change that one participant of an appointment may see; a gap means: ask for the snapshot. */
export const Revision = Type.Integer({ minimum: 0 })

/** Everything that one participant may see of one appointment. Oldest first. */
export const Snapshot = Type.Object({
  revision: Revision,
  appointment: Appointment,
  transfers: Type.Array(Transfer),
  requests: Type.Array(Request),
})
export type Snapshot = Static<typeof Snapshot>

export const SnapshotWish = Type.Object({ appointment: AppId }, { additionalProperties: false })
