import type { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'
import { cut, hush } from './line.ts'
import type { ServerSocket } from './server-socket.ts'

/** Tells a socket why it goes, and closes it; what it says meanwhile is not read. */
export function dismiss(
  socket: ServerSocket,
  why: ChairsideError,
  { clock, limits }: { clock: Clock; limits: Limits },
): void {
  const line = socket.conn
  socket.emit('goodbye', why.toWire())
  socket.disconnect(true)
  hush(line)
  // A closing waits for what the client does not read.
  const cancel = clock.after(limits.socketClose, () => cut(line))
  line.once('close', cancel)
}
