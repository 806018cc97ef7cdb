import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { routes } from '@chairside/protocol'
import { create } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Content } from '../domain/bytes/download.ts'
import { plainName } from './plain-name.ts'
import { readRange } from './range.ts'
import { type Given, serve, type WithLimits } from './route.ts'
import { watchUnread } from './unread.ts'

/** The bytes behind a ticket: whole or a range (RFC 9110, section 14), never as something that a browser runs. */
export function serveContent(
  app: FastifyInstance,
  given: Pick<Given, 'callers' | 'clock' | 'log'> &
    WithLimits & { readonly exchange: Pick<Given['exchange'], 'downloads'> },
): void {
  const { callers, clock, log, exchange } = given
  const { downloads } = exchange
  const answer = async (
    request: FastifyRequest<{ Params: { ticket: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    // Before all else: a reader may leave while the ticket is still looked up.
    const gone = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort()
    })
    const content = await downloads.open(request.params.ticket, request.address, ({ who, id }) => {
      request.who = who
      request.fileId = id
      // Each answer adds a line to the audit, so it counts as a command of its reader.
      callers.count(who, request, reply)
    })
    describe(reply, content)
    const range = readRange(rangeHeader(request, content), content.size)
    if (range === 'unsatisfiable') {
      return reply
        .code(416)
        .header('content-range', `bytes */${content.size}`)
        .header('content-length', '0')
        .send()
    }
    const { start, end } = range === 'whole' ? { start: 0, end: content.size - 1 } : range
    if (content.address !== undefined) {
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET'
      const address = await content.address(method, String(reply.getHeader('content-disposition')))
      if (method === 'GET') await content.handedOut({ start, end })
      return reply.code(302).header('location', address).send()
    }
    reply.header('content-length', String(end - start + 1))
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${content.size}`)
    if (request.method === 'HEAD') {
      // A page asks before it hands the address to the browser, because it never learns whether the browser failed.
      await content.present()
      return reply.send()
    }
    if (reply.raw.destroyed) return reply.hijack()
    const { bytes, cut } = content.read({ start, end }, gone.signal)
    // A reset, so that bytes which the system still holds for a slow reader are not sent either.
    const reset = (): void => {
      // Once the answer is finished, its connection may already carry the next one.
      if (!reply.raw.writableFinished) request.raw.socket.resetAndDestroy()
    }
    cut.addEventListener('abort', reset, { once: true })
    const flow = bytes[Symbol.asyncIterator]()
    // When not even the first bytes can be read, the answer can still tell the reason.
    const first = await flow.next().catch((error) => {
      if (!gone.signal.aborted) throw error
    })
    if (first === undefined) return reply.hijack()
    reply.hijack()
    watchUnread(request.raw.socket, reply.raw, clock, given.config.limits)
    reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
    try {
      await pour({ flow, first, length: end - start + 1 }, reply.raw, gone.signal)
    } catch (error) {
      reply.raw.destroy()
      void flow.return?.().catch(() => undefined)
      if (!gone.signal.aborted) log.warn({ err: error }, 'a download ended early')
    }
    return reply
  }
  serve(app, given, routes.readContent, answer)
  serve(app, given, routes.describeContent, answer)
}

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
  for (let next = first; ; next = await flow.next()) {
    if (next.done === true) throw new Error('there are fewer bytes than the answer promised')
    const chunk = next.value
    poured += chunk.length
    const left = new Promise<void>((resolve, reject) => {
      out.write(chunk, (error) => (error ? reject(error) : resolve()))
    })
    if (poured === length) out.end()
    // The next chunk may reuse this one's memory, so it is not asked for before the system has taken this one.
    await Promise.race([left, cut])
    if (poured === length) break
  }
  // Gives the last chunk back. An error after the last byte does not matter to a reader who has it.
  await flow.next().catch(() => undefined)
}

/** A content runs, loads and reaches nothing, wherever it is shown. */
const inert = "default-src 'none'; sandbox"

/** The headers of every content: never cached, never sniffed, never a page. */
function describe(reply: FastifyReply, { name, mime, sha256, use }: Content): void {
  reply
    .header('content-type', mime)
    .header('accept-ranges', 'bytes')
    .header('etag', `"${sha256}"`)
    // `attachment` makes the browser save the content, instead of showing it in the tab of the call.
    .header(
      'content-disposition',
      create(name, {
        type: use === 'view' && mime.startsWith('image/') ? 'inline' : 'attachment',
        fallback: plainName(name),
      }),
    )
    .header('x-content-type-options', 'nosniff')
    // A download goes through a hidden frame of the page, where WebKit would refuse it by `frame-ancestors`.
    .header('content-security-policy', use === 'view' ? `${inert}; frame-ancestors 'none'` : inert)
    // Only the ticket gives the right: there are no cookies that another site could misuse.
    .header('cross-origin-resource-policy', 'cross-origin')
    // A page that is isolated (COEP) lets its hidden frame load only what says the same.
    .header('cross-origin-embedder-policy', 'require-corp')
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
}

/**
 * The Range header, if it counts. It does not when `If-Range` names another version: then the reader gets the whole
 * content (RFC 9110, section 13.1.5). Nor does it with HEAD (section 14.2).
 */
function rangeHeader({ method, headers }: FastifyRequest, { sha256 }: Content): string | undefined {
  if (method === 'HEAD') return undefined
  const condition = headers['if-range']
  return condition === undefined || condition === `"${sha256}"` ? headers.range : undefined
}
