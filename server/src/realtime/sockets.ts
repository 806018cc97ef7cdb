import { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'
import { dismiss } from './dismissal.ts'
import type { ServerSocket } from './server-socket.ts'

/** The sockets of each person on this node. The oldest goes when there are more than `limits.sockets`. */
export function createSocketsOf(parts: {
  clock: Clock
  limits: Limits
}): (person: string, socket: ServerSocket) => void {
  /** The sockets of each person, the oldest first. */
  const known = new Map<string, Set<ServerSocket>>()
  return (person, socket) => {
    const mine = known.get(person) ?? new Set()
    known.set(person, mine.add(socket))
    const leave = (one: ServerSocket): void => {
      mine.delete(one)
      if (mine.size === 0 && known.get(person) === mine) known.delete(person)
    }
    socket.once('disconnect', () => leave(socket))
    const [oldest] = mine
    if (oldest === undefined || mine.size <= parts.limits.sockets) return
    leave(oldest)
    dismiss(oldest, new ChairsideError({ code: 'TOO_MANY_CONNECTIONS', limit: parts.limits.sockets }), parts)
  }
}
