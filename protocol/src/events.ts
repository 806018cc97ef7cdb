import { type Static, Type } from 'typebox'
import { Appointment } from './appointment.ts'
import { WireError } from './error.ts'
import { Progress } from './file.ts'
import { AppId } from './id.ts'
import { DocumentArriving, DocumentsChanged } from './patient-files.ts'
import { Request } from './request.ts'
import { Revision, Snapshot } from './snapshot.ts'
import { Transfer } from './transfer.ts'

/** Every event that the server sends. A client that missed one learns the same from the snapshot. */
export const events = {
  /** To a participant on connect; to a desk whenever a patient arrives in one of its appointments. */
  snapshot: Snapshot,
  /** To a desk on connect: the snapshots of all appointments with a patient present, perhaps none. */
  desk: Type.Object({ appointments: Type.Array(Snapshot) }),
  /** Times, plan, participants or presence changed. */
  appointment: Type.Object({ revision: Revision, appointment: Appointment }),
  /** An appointment has left this desk: it is another practitioner's now. */
  gone: Type.Object({ appointment: AppId }),
  /** A transfer is new or changed. */
  transfer: Type.Object({ revision: Revision, transfer: Transfer }),
  /** A request is new or changed. */
  request: Type.Object({ revision: Revision, appointment: AppId, request: Request }),
  progress: Progress,
  /** Documents changed for the one who is told. It has no revision: ask again. */
  documents: DocumentsChanged,
  /** Bytes of a document have come. The document itself says the same to whoever asks. */
  arriving: DocumentArriving,
  /** Why the server is about to close the connection. */
  goodbye: WireError,
} as const

export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<Name extends EventName> = Static<Events[Name]>

/** One event with its name, as the domain hands it to the announcer. */
export type ServerEvent = {
  [Name in EventName]: { readonly name: Name; readonly payload: EventPayload<Name> }
}[EventName]

/** The type of the server's events, as Socket.IO wants it. */
export type ServerEvents = { [Name in EventName]: (payload: EventPayload<Name>) => void }
