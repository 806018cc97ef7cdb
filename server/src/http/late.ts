import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'

/**
 * Answers a request whose body still arrives, and ends its connection. Closing at once would reset it, and a reset
 * takes the answer away from a browser that still sends (RFC 9112, section 9.6). So the server sends the whole answer,
 * and drops what comes of the body for a while.
 */
export function answerEarly(app: FastifyInstance, clock: Clock, limits: Limits): void {
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    if (!isArriving(raw) || typeof payload !== 'string') return payload
    reply.header('connection', 'close').header('content-length', String(Buffer.byteLength(payload)))
    const answer = async function* () {
      yield payload
      await letBy(raw, clock, limits)
    }
    return Readable.from(answer())
  })
}

function isArriving({ complete, destroyed, headers }: IncomingMessage): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return announced && !complete && !destroyed
}

/**
 * Reads and drops a body until its end, at most for `lateTime`. After `lateBytes` it stops reading, and a fast sender
 * has `lateMoment` to read the answer.
 */
function letBy(source: Readable, clock: Clock, { lateTime, lateBytes, lateMoment }: Limits): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    const done = (): void => {
      cancel()
      source.off('data', onData).off('end', done).off('close', done)
      resolve()
    }
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes < lateBytes) return
      source.off('data', onData).pause()
      cancel()
      cancel = clock.after(lateMoment, done)
    }
    let cancel = clock.after(lateTime, done)
    // The client may close the connection meanwhile.
    source.on('error', () => undefined)
    source.on('data', onData).on('end', done).on('close', done)
    source.unpipe()
    source.resume()
    if (source.readableEnded || source.destroyed) done()
  })
}
