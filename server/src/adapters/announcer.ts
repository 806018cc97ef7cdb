import type { ClientEvents, ServerEvents } from '@chairside/protocol'
import type { Server } from 'socket.io'
import type { Announcer } from '../seams.ts'

export type SocketServer = Server<ClientEvents, ServerEvents>

/** The room of all connections of one participant; ids of the app hold no slash. */
export const participantRoom = (appointment: string, participant: string): string =>
  `${appointment}/${participant}`

/** The room of all desks of one practitioner. */
export const deskRoom = (practitioner: string): string => `/${practitioner}`

/** Tells the sockets of this process, and those of others where the Socket.IO server has an adapter for them. */
export function createAnnouncer(io: SocketServer): Announcer {
  return {
    toParticipant: (appointment, participant, { name, payload }) => {
      io.to(participantRoom(appointment, participant)).emit(name, payload as never)
    },
    toDesk: (practitioner, { name, payload }) => {
      io.to(deskRoom(practitioner)).emit(name, payload as never)
    },
    goodbye: (appointment, participant, why) => {
      const room = io.in(participantRoom(appointment, participant))
      room.emit('goodbye', why)
      room.disconnectSockets(true)
    },
  }
}
