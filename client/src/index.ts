// The public surface of the SDK.
export {
  ChairsideError,
  type ErrorCode,
  type FileState,
  type LiveExchange,
  type Participant,
  type Place,
  type RequestState,
  type Role,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
export {
  type Appointment,
  type AppointmentEvents,
  type JoinOptions,
  joinAppointment,
  type Limits,
} from './appointment.ts'
export { type Desk, type DeskEvents, openDesk } from './desk.ts'
export type { Batch, Party } from './exchange.ts'
export type { TransferFile } from './file.ts'
export type { Line } from './line.ts'
export type { SendOptions } from './offer.ts'
export { type PhotoPlace, showsPlace, withoutPlace } from './photo.ts'
export type { Address } from './reach.ts'
export type { Request } from './request.ts'
export type { Whereabouts } from './sending.ts'
export type { FileSource } from './source.ts'
export type { TokenSource } from './token.ts'
export type { Transfer } from './transfer.ts'
