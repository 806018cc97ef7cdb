import { type ClientEvents, oldestVersion, protocolVersion, type ServerEvents } from '@chairside/protocol'
import type { DefaultEventsMap, Server } from 'socket.io'

/** What a socket keeps: the version of the wire that its page speaks. */
export interface SocketData {
  version: number
}

/** The Socket.IO server with the events of the protocol. */
export type SocketServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

const documentsStart = 'documents:'

/** The room of all connections of one participant. Ids of the app contain no slash. */
export const participantRoom = (appointment: string, participant: string): string =>
  `${appointment}/${participant}`

/** The room of all desks of one practitioner. */
export const deskRoom = (practitioner: string): string => `/${practitioner}`

/**
 * Whose room it is, a participant's or without an appointment a desk's; undefined for others, as those of documents and of a
 * single socket.
 */
export function whoseRoom(room: string): { appointment: string | undefined; person: string } | undefined {
  if (room.startsWith(documentsStart)) return undefined
  const [appointment, person, ...rest] = room.split('/')
  if (person === undefined || rest.length > 0) return undefined
  return { appointment: appointment || undefined, person }
}

/** What stands in the records of a room: how many changes its people were told in each appointment that they see. */
export type RoomState = ReadonlyMap<string, number>

/** In which appointments the people of which rooms were told something. */
export type RoomNews = ReadonlyMap<string, ReadonlySet<string>>

/** The room of the connections of a person that show documents; `person` as `personOf` writes it. */
export const documentsRoom = (person: string): string => documentsStart + person

/** The versions that are spoken beside the newest. */
export const olderVersions: readonly number[] = Array.from(
  { length: protocolVersion - oldestVersion },
  (_, index) => oldestVersion + index,
)

/** The room of those sockets of another room whose pages speak this older version. */
export const olderRoom = (room: string, version: number): string => `${room}/${version}`

/** The rooms of a socket: the one that it is for, and within that the one of its version if that is an older one. */
export const roomsOf = (room: string, version: number): string[] =>
  olderVersions.includes(version) ? [room, olderRoom(room, version)] : [room]
