import type { EventName, ServerEvent } from '@chairside/protocol'
import { forVersion } from '../../for-version.ts'
import type { Announcer } from '../../seams.ts'
import {
  deskRoom,
  documentsRoom,
  olderRoom,
  olderVersions,
  participantRoom,
  type SocketServer,
} from '../../socket-rooms.ts'

/** Sends events to the sockets of this process. To reach those of other processes, `io` needs a Socket.IO adapter. */
export function createAnnouncer(io: SocketServer): Announcer {
  const listeners = new Map<string, Set<(name: EventName) => void>>()
  const listen = (room: string, heard: (name: EventName) => void): (() => void) => {
    const mine = listeners.get(room) ?? new Set()
    listeners.set(room, mine.add(heard))
    return () => {
      mine.delete(heard)
      if (mine.size === 0 && listeners.get(room) === mine) listeners.delete(room)
    }
  }
  const emit = (room: string, { name, payload }: ServerEvent): void => {
    for (const heard of listeners.get(room) ?? []) heard(name)
    const translated = olderVersions
      .map((version) => ({ room: olderRoom(room, version), told: forVersion(version, payload) }))
      .filter(({ told }) => told !== payload)
    const elsewhere = translated.map((older) => older.room)
    io.to(room)
      .except(elsewhere)
      .emit(name, payload as never)
    for (const { room, told } of translated) io.to(room).emit(name, told as never)
  }
  return {
    toParticipant: (appointment, participant, event) =>
      emit(participantRoom(appointment, participant), event),
    toDesk: (practitioner, event) => emit(deskRoom(practitioner), event),
    toDocuments: (people, event) => {
      if (people.length > 0) io.to(people.map(documentsRoom)).emit(event.name, event.payload as never)
    },
    listen: (appointment, participant, heard) => listen(participantRoom(appointment, participant), heard),
    listenAtDesk: (practitioner, heard) => listen(deskRoom(practitioner), heard),
    goodbye: (appointment, participant, why) => {
      const room = participantRoom(appointment, participant)
      emit(room, { name: 'goodbye', payload: why })
      io.in(room).disconnectSockets(true)
    },
  }
}
