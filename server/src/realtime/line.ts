import { MB } from '@chairside/protocol'
import type { ServerSocket } from './connection.ts'

/** How much a client may leave unread, in characters; above it, the connection is cut. */
const mostUnread = 4 * MB

/** How a CONNECT packet of Socket.IO begins (socket.io/docs/v4/socket-io-protocol). */
const connectPacket = '0'

/**
 * Ends an Engine.IO connection that sends a second CONNECT packet or does not read. Each CONNECT would cost another
 * socket with its own rows and rate; unread packets would fill the memory.
 */
export function watchLine(line: ServerSocket['conn']): void {
  let asked = false
  let unflushed = 0
  // Before Socket.IO's own listener, which would accept the packet.
  line.prependListener('data', (data: unknown) => {
    if (typeof data !== 'string' || !data.startsWith(connectPacket)) return
    if (asked) line.close(true)
    asked = true
  })
  line.on('flush', () => {
    unflushed = 0
  })
  line.on('packetCreate', ({ data }: { data?: unknown }) => {
    const socket = socketOf(line)
    // Checked before this packet is counted, so that one alone may have any size.
    if (unflushed + (socket?.bufferedAmount ?? 0) > mostUnread) socket?.terminate()
    else if (typeof data === 'string') unflushed += data.length
  })
}

/** The connection's WebSocket, the only transport. */
function socketOf({ transport }: ServerSocket['conn']) {
  return 'socket' in transport
    ? (transport.socket as { readonly bufferedAmount: number; terminate(): void })
    : undefined
}
