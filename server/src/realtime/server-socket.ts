import type { Socket } from 'socket.io'
import type { SocketServer } from '../socket-rooms.ts'

/** One socket of `SocketServer`. */
export type ServerSocket = SocketServer extends {
  on(event: 'connection', then: (socket: infer S) => void): unknown
}
  ? S
  : Socket
