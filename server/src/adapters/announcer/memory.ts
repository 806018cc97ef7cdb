import type { Announcer } from '../../seams.ts'
import { deskRoom, participantRoom, type SocketServer } from '../../socket-rooms.ts'

/** Sends events to the sockets of this process; to those of others only through an adapter of `io`. */
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
