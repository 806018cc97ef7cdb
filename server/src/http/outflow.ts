import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { KB } from '@chairside/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Outflow } from '../domain/bytes/download.ts'
import type { Given, WithLimits } from './route.ts'
import { watchUnread } from './unread.ts'

/** Aborts when the reader has left before the answer has ended. */
export function whenGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  if (reply.raw.destroyed) gone.abort()
  return gone.signal
}

/** A content runs, loads and reaches nothing, wherever it is shown. */
export const inert = "default-src 'none'; sandbox"

/** The headers of every content: never cached, never sniffed, never a page. */
export const inertHeaders = {
  'x-content-type-options': 'nosniff',
  // A download goes through a hidden frame of the page, where WebKit would refuse it by `frame-ancestors`.
  'content-security-policy': inert,
  // Only the ticket gives the right: there are no cookies that another site could misuse.
  'cross-origin-resource-policy': 'cross-origin',
  // A page that is isolated (COEP) lets its hidden frame load only what says the same.
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  // nginx would take the bytes ahead of their reader: they would count as downloaded long before the reader has them.
  'x-accel-buffering': 'no',
} as const

/** Answers with the bytes of a flow. Throws, with nothing sent, when not even the first bytes can be read. */
export async function sendFlow(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, cut }: Outflow,
  {
    length,
    gone,
    clock,
    log,
    config,
  }: { length: number; gone: AbortSignal } & Pick<Given, 'clock' | 'log'> & WithLimits,
): Promise<FastifyReply> {
  // A reset, so that bytes which the system still holds for a slow reader are not sent either.
  const reset = (): void => {
    // Once the answer is finished, its connection may already carry the next one.
    if (!reply.raw.writableFinished) request.raw.socket.resetAndDestroy()
  }
  cut.addEventListener('abort', reset, { once: true })
  const flow = bytes[Symbol.asyncIterator]()
  // When not even the first bytes can be read, the answer can still tell the reason.
  const first = await flow.next().catch((error) => {
    if (!gone.aborted) throw error
  })
  if (first === undefined) return reply.hijack()
  reply.hijack()
  watchUnread(request.raw.socket, reply.raw, clock, config.limits)
  reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
  try {
    await pour({ flow, first, length }, reply.raw, gone)
  } catch (error) {
    reply.raw.destroy()
    void flow.return?.().catch(() => undefined)
    if (!gone.aborted) log.warn({ err: error }, 'a download ended early')
  }
  return reply
}

/** Fewer bytes wait for the next ones. */
const few = 1 * KB

/**
 * Sends `length` bytes at the reader's pace. Resolves when the last one has left this process: a reader who knows the
 * length then has everything, and may leave before the answer ends.
 */
async function pour(
  {
    flow,
    first,
    length,
  }: { flow: AsyncIterator<Uint8Array>; first: IteratorResult<Uint8Array>; length: number },
  out: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const cut = new Promise<never>((_, reject) => {
    gone.addEventListener('abort', () => reject(gone.reason), { once: true })
  })
  cut.catch(() => undefined)
  let poured = 0
  let held: Uint8Array | undefined
  for (let next = first; ; next = await flow.next()) {
    if (next.done === true) throw new Error('there are fewer bytes than the answer promised')
    const chunk = next.value
    poured += chunk.length
    // In an archive a few bytes stand before each content: sent with it, they cost no call of the system.
    if (held === undefined && chunk.length < few && poured < length) {
      held = Buffer.from(chunk)
      continue
    }
    const left = new Promise<void>((resolve, reject) => {
      out.cork()
      if (held !== undefined) out.write(held)
      out.write(chunk, (error) => (error ? reject(error) : resolve()))
      out.uncork()
    })
    held = undefined
    if (poured === length) out.end()
    // The next chunk may reuse this one's memory, so it is not asked for before the system has taken this one.
    await Promise.race([left, cut])
    if (poured === length) break
  }
  // Gives the last chunk back. An error after the last byte does not matter to a reader who has it.
  await flow.next().catch(() => undefined)
}
