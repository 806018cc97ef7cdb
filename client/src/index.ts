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
  type AskOptions,
  type JoinOptions,
  joinAppointment,
} from './appointment/appointment.ts'
export { type Desk, type DeskEvents, openDesk } from './appointment/desk.ts'
export type { Limits } from './appointment/limits.ts'
export type { Address } from './appointment/server-access.ts'
export type { ConnectionState } from './connection/connection-state.ts'
export type { TokenSource } from './connection/token.ts'
export type { Batch, Party } from './live/exchange.ts'
export type { TransferFile } from './live/file.ts'
export type { SendOptions } from './live/offer.ts'
export type { Request } from './live/request.ts'
export type { Transfer } from './live/transfer.ts'
export type { Told } from './photo/look.ts'
export { type PhotoLocation, showsLocation, toldBy, withoutLocation } from './photo/photo.ts'
export type { Whereabouts } from './upload/sending.ts'
export type { FileSource } from './upload/source.ts'
