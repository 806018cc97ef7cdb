import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'

/** How often an answer is looked at: that is how much later than the deadline its connection may end. */
const second = 1000

/** Ends the connection of a client that takes no byte of an answer for `limits.answerSilence`. */
export function endUnread(app: FastifyInstance, clock: Clock, limits: Limits): void {
  app.addHook('onSend', async (request, reply) => watchUnread(request.raw.socket, reply.raw, clock, limits))
}

/**
 * Does that for one answer, until it has left. Time in which nothing waits for its reader is not counted. `socket` is
 * given separately, because an answer that waits behind another one has no socket yet.
 */
export function watchUnread(
  socket: Socket,
  answer: ServerResponse,
  clock: Clock,
  { answerSilence }: Limits,
): void {
  if (answer.closed) return
  let newest = { at: clock.now(), ...standOf(socket) }
  const look = (): void => {
    const [now, stand] = [clock.now(), standOf(socket)]
    const nothingWaits = socket.writableLength === 0 && stand.queued === 0
    if (nothingWaits || stand.flushed !== newest.flushed || stand.queued !== newest.queued)
      newest = { at: now, ...stand }
    if (now - newest.at < answerSilence) cancel = clock.after(second, look)
    else socket.resetAndDestroy()
  }
  let cancel = clock.after(second, look)
  answer.once('close', () => cancel())
}

/**
 * How much of what was written to a connection the system has taken, in bytes: `flushed` counts the writes taken whole,
 * `queued` what is left of the present one. A socket's `setTimeout` looks at the same figures, but there bytes that the
 * client sends also count as activity.
 */
function standOf(socket: Socket): { readonly flushed: number; readonly queued: number } {
  const handle = '_handle' in socket ? (socket._handle as { writeQueueSize?: number } | null) : null
  return { flushed: socket.bytesWritten - socket.writableLength, queued: handle?.writeQueueSize ?? 0 }
}
