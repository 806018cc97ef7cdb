import { type ClientEvents, type ServerEvents, socketPath } from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import { onLeave } from './wake.ts'

/** The socket to a server, as its page hears it. */
export type ServerSocket = Socket<ServerEvents, ClientEvents>

/** How long a dial may take, in ms. */
export const dialMs = 10_000

/**
 * A socket that does not connect by itself.
 *
 * @param base the server's address without a slash at its end
 */
export function createSocket(base: string): ServerSocket {
  const { origin, pathname } = new URL(base)
  const socket: ServerSocket = io(origin, {
    path: `${pathname.replace(/\/$/, '')}${socketPath}`,
    transports: ['websocket'],
    autoConnect: false,
    forceNew: true,
    timeout: dialMs,
    // `nextDial` decides when to dial, because it knows tokens, refusals and phones that wake up.
    reconnection: false,
  })
  // A browser keeps a page that was left, and shows it again as it was, only without an open socket.
  let stay = () => {}
  socket.on('connect', () => {
    stay = onLeave(() => socket.disconnect())
  })
  socket.on('disconnect', () => stay())
  return socket
}
