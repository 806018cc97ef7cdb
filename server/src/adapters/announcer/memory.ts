import type { Announcer } from '../../seams.ts'
import { deskRoom, participantRoom, type SocketServer } from '../../socket-rooms.ts'

/** Sends events to the sockets of this process. To reach those of other processes, `io` needs a Socket.IO adapter. */
export function createAnnouncer(io: SocketServer): Announcer {
  const listeners = new Map<string, Set<() => void>>()
  const wake = (room: string): void => {
    for (const heard of listeners.get(room) ?? []) heard()
  }
  return {
    toParticipant: (appointment, participant, { name, payload }) => {
      const room = participantRoom(appointment, participant)
      io.to(room).emit(name, payload as never)
      if (name !== 'progress') wake(room)
    },
    toDesk: (practitioner, { name, payload }) => {
      io.to(deskRoom(practitioner)).emit(name, payload as never)
    },
    listen: (appointment, participant, heard) => {
      const room = participantRoom(appointment, participant)
      const mine = listeners.get(room) ?? new Set()
      listeners.set(room, mine.add(heard))
      return () => {
        mine.delete(heard)
        if (mine.size === 0 && listeners.get(room) === mine) listeners.delete(room)
      }
    },
    goodbye: (appointment, participant, why) => {
      const room = participantRoom(appointment, participant)
      io.in(room).emit('goodbye', why)
      io.in(room).disconnectSockets(true)
      wake(room)
    },
  }
}
