import type { ClientEvents, ServerEvents } from '@chairside/protocol'
import type { Server } from 'socket.io'

/** The Socket.IO server with the events of the protocol. */
export type SocketServer = Server<ClientEvents, ServerEvents>

/** The room of all connections of one participant. Ids of the app contain no slash. */
export const participantRoom = (appointment: string, participant: string): string =>
  `${appointment}/${participant}`

/** The room of all desks of one practitioner. */
export const deskRoom = (practitioner: string): string => `/${practitioner}`
