import type { ServerEvent } from '@chairside/protocol'
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
import type { Hearing } from './hearing.ts'

/**
 * Sends events to the sockets of this process, and by the adapter of `io` to those of other nodes.
 *
 * @param alone there are no other nodes, so what no page here speaks need not be told
 */
export function createAnnouncer(io: SocketServer, { listen, told }: Hearing, alone: boolean): Announcer {
  const isHeard = (room: string): boolean => !alone || io.of('/').adapter.rooms.has(room)
  const emit = (room: string, { name, payload }: ServerEvent): void => {
    told(room, name)
    const translated = olderVersions
      .map((version) => ({ room: olderRoom(room, version), version }))
      .filter((older) => isHeard(older.room))
      .map(({ room, version }) => ({ room, told: forVersion(version, payload) }))
      .filter((older) => older.told !== payload)
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
      // Also while no other node can be told.
      io.local.in(room).disconnectSockets(true)
      io.in(room).disconnectSockets(true)
    },
  }
}
