import { MB } from '@chairside/protocol'
import type { ServerSocket } from './connection.ts'

/** What a client may leave unread before its line is cut, in characters. */
const mostUnread = 4 * MB

/** The type of a packet of Socket.IO that asks to be let in, as it begins (socket.io/docs/v4/socket-io-protocol). */
const connectPacket = '0'

/**
 * Watches one Engine.IO connection: it asks once to be let in, and reads what it is told. Every further asking would
 * cost another socket with its own rows and rate; what is not read would fill the memory.
 */
export function watchLine(line: ServerSocket['conn']): void {
  let asked = false
  let unflushed = 0
  // Before the library's own listener, which would begin to let it in.
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
    // Asked before this packet is added, so that one alone may have any size.
    if (unflushed + (socket?.bufferedAmount ?? 0) > mostUnread) socket?.terminate()
    else if (typeof data === 'string') unflushed += data.length
  })
}

/** The WebSocket below, which is the only transport. */
function socketOf({ transport }: ServerSocket['conn']) {
  return 'socket' in transport
    ? (transport.socket as { readonly bufferedAmount: number; terminate(): void })
    : undefined
}
