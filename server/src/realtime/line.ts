import type { ServerSocket } from './server-socket.ts'

type Line = ServerSocket['conn']

/** How a CONNECT packet and an event of Socket.IO begin (socket.io/docs/v4/socket-io-protocol). */
const connectPacket = '0'
const eventPacket = '2'

/** Counts for a person what comes on a line, and ends it when it is too much. */
export interface Counting {
  bytes(count: number): void
  /** A message that is no event: an honest client sends few of them. */
  message(): void
}

/** Given by `watchLine`. Call it once it is known whose line it is. */
export type CountLine = (counting: Counting) => void

/**
 * Ends an Engine.IO connection that sends anything but one CONNECT packet before it is let in, sends a second one later,
 * or does not read. Each CONNECT would cost another socket with its own rows; unread packets would fill the memory.
 *
 * @param unread how much may wait beside the largest packet, in characters
 */
export function watchLine(line: Line, unread: number): CountLine {
  let asked = false
  let pings = 0
  let counting: Counting | undefined
  // Before Engine.IO's own listeners, which would act upon the packet.
  line.prependListener('packet', ({ type, data }: { type: string; data?: unknown }) => {
    if (type === 'pong' && pings > 0) {
      pings -= 1
      return
    }
    const text = type === 'message' && typeof data === 'string' ? data : ''
    const asks = text.startsWith(connectPacket)
    if (asks ? asked : counting === undefined) line.close(true)
    else if (!asks && !text.startsWith(eventPacket)) counting?.message()
    asked ||= asks
  })
  const waiting = createWaiting(line, unread)
  line.on('packetCreate', ({ type, data }: { type: string; data?: unknown }) => {
    if (type === 'ping') pings += 1
    if (typeof data === 'string') waiting(data.length)
  })
  return (found) => {
    counting = found
    // Engine.IO does not see the control frames, which a WebSocket answers by itself (RFC 6455, section 5.5).
    const socket = socketOf(line)
    for (const control of ['ping', 'pong'] as const) socket?.on(control, () => found.message())
    line.request.socket.on('data', (bytes: Uint8Array) => found.bytes(bytes.length))
  }
}

/** Gives a function to call before each packet. It cuts the line when more than `unread` waits beside the largest one. */
function createWaiting(line: Line, unread: number): (length: number) => void {
  let unflushed = 0
  let largest = 0
  line.on('flush', () => {
    unflushed = 0
  })
  return (length) => {
    const socket = socketOf(line)
    const waits = unflushed + (socket?.bufferedAmount ?? 0)
    if (waits === 0) largest = 0
    largest = Math.max(largest, length)
    if (waits + length - largest > unread) socket?.terminate()
    else unflushed += length
  }
}

/** Stops reading a line that is about to be closed: what it still sends costs nothing more. */
export function hush(line: Line): void {
  socketOf(line)?.pause()
}

/** Cuts a line at once, whatever still waits on it. */
export function cut(line: Line): void {
  socketOf(line)?.terminate()
}

/** The connection's WebSocket, the only transport. */
function socketOf({ transport }: Line) {
  return 'socket' in transport
    ? (transport.socket as {
        readonly bufferedAmount: number
        on(control: 'ping' | 'pong', then: () => void): void
        pause(): void
        terminate(): void
      })
    : undefined
}
