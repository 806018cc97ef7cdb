import { ChairsideError } from '@chairside/protocol'
import type { Log } from '../log.ts'
import type { RoomNews } from '../socket-rooms.ts'
import type { ServerSocket } from './server-socket.ts'
import { tell } from './tell.ts'

/** The appointments of which a socket is shown something: all that it sees, or some. */
export type Wanted = 'all' | readonly string[]

/**
 * Shows the sockets of a node, all or those of some rooms, anew what they may have missed. One after the other, because all at
 * once would keep others waiting; who asks for it meanwhile has them shown once more.
 *
 * A page that may not see it any more is told so and let go. One that cannot be shown it now is cut off: it comes back by
 * itself, and is shown all then.
 */
export function createRefresh(
  sockets: () => Iterable<ServerSocket>,
  show: (socket: ServerSocket, of: Wanted) => Promise<void>,
  log: Log,
): (news?: RoomNews) => void {
  let isRunning = false
  let wanted: RoomNews | 'all' = new Map()
  const showOne = async (socket: ServerSocket, of: Wanted): Promise<void> => {
    try {
      await show(socket, of)
    } catch (error) {
      if (error instanceof ChairsideError && error.code === 'NOT_FOUND')
        tell(socket, { name: 'goodbye', payload: error.toWire() })
      else
        log.warn({ err: error }, 'a page that may have missed something is cut off, so that it looks again')
      socket.disconnect(true)
    }
  }
  const isWanted = (): boolean => wanted === 'all' || wanted.size > 0
  const take = (): typeof wanted => {
    const now = wanted
    wanted = new Map()
    return now
  }
  const showThem = async (now: typeof wanted): Promise<void> => {
    for (const socket of sockets()) {
      const of = now === 'all' ? now : [...socket.rooms].flatMap((room) => [...(now.get(room) ?? [])])
      if (socket.connected && of.length > 0) await showOne(socket, of)
      // What is new does not wait until everybody has been shown all.
      if (now === 'all' && wanted !== 'all' && isWanted()) await showThem(take())
    }
  }
  const run = async (): Promise<void> => {
    isRunning = true
    while (isWanted()) await showThem(take())
    isRunning = false
  }
  return (news) => {
    if (wanted === 'all' || news === undefined) wanted = 'all'
    else {
      const more = new Map(wanted)
      for (const [room, appointments] of news)
        more.set(room, new Set([...(more.get(room) ?? []), ...appointments]))
      wanted = more
    }
    if (!isRunning) void run()
  }
}
