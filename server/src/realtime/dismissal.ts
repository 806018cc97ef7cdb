import type { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'
import { cut, hush } from './line.ts'
import type { ServerSocket } from './server-socket.ts'
import { tell } from './tell.ts'

/** Tells a socket why it is closed, and closes it. What it still sends is not read. */
export function dismiss(
  socket: ServerSocket,
  why: ChairsideError,
  { clock, limits }: { clock: Clock; limits: Limits },
): void {
  const line = socket.conn
  tell(socket, { name: 'goodbye', payload: why.toWire() })
  socket.disconnect(true)
  hush(line)
  // Closing waits until the client has read everything, so a client that does not read is cut.
  const cancel = clock.after(limits.socketClose, () => cut(line))
  line.once('close', cancel)
}
