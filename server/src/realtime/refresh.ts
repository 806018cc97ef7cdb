import { ChairsideError } from '@chairside/protocol'
import type { Log } from '../log.ts'
import type { ServerSocket } from './server-socket.ts'
import { tell } from './tell.ts'

/**
 * Shows the sockets of a node, all or those of some rooms, anew what they may have missed. One after the other, because all at
 * once would keep others waiting; who asks for it meanwhile has them shown once more.
 *
 * A page that may not see it any more is told so and let go. One that cannot be shown it now is cut off: it comes back by
 * itself, and is shown all then.
 */
export function createRefresh(
  sockets: () => Iterable<ServerSocket>,
  show: (socket: ServerSocket) => Promise<void>,
  log: Log,
): (rooms?: ReadonlySet<string>) => void {
  let isRunning = false
  let wanted: ReadonlySet<string> | 'all' = new Set()
  const showOne = async (socket: ServerSocket): Promise<void> => {
    try {
      await show(socket)
    } catch (error) {
      if (error instanceof ChairsideError && error.code === 'NOT_FOUND')
        tell(socket, { name: 'goodbye', payload: error.toWire() })
      else
        log.warn({ err: error }, 'a page that may have missed something is cut off, so that it looks again')
      socket.disconnect(true)
    }
  }
  const run = async (): Promise<void> => {
    isRunning = true
    while (wanted === 'all' || wanted.size > 0) {
      const now = wanted
      wanted = new Set()
      for (const socket of sockets()) if (socket.connected && isIn(socket, now)) await showOne(socket)
    }
    isRunning = false
  }
  return (rooms) => {
    wanted = wanted === 'all' || rooms === undefined ? 'all' : new Set([...wanted, ...rooms])
    if (!isRunning) void run()
  }
}

const isIn = (socket: ServerSocket, rooms: ReadonlySet<string> | 'all'): boolean =>
  rooms === 'all' || [...socket.rooms].some((room) => rooms.has(room))
