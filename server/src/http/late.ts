import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'

/**
 * What is answered while its body is still on its way ends the connection. Closing it at once would be a reset, and a
 * reset takes the answer away from a browser that is still sending (RFC 9112, section 9.6). So the answer goes out
 * whole, and what comes late of the body is let by for a while.
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
 * Reads and drops a body until its end, or until it was given enough time or bytes. Who sends faster than the answer
 * travels has a moment more to read it, in which nothing else is taken.
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
    // A reader who goes away meanwhile is nobody's trouble.
    source.on('error', () => undefined)
    source.on('data', onData).on('end', done).on('close', done)
    source.unpipe()
    source.resume()
    if (source.readableEnded || source.destroyed) done()
  })
}
