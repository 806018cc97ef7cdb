import { routes } from '@chairside/protocol'
import { create } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Content } from '../domain/bytes/download.ts'
import { inert, inertHeaders, sendFlow, whenGone } from './outflow.ts'
import { plainName } from './plain-name.ts'
import { readRange } from './range.ts'
import { type Given, serve, type WithLimits } from './route.ts'

/** The bytes behind a ticket: whole or a range (RFC 9110, section 14), never as something that a browser runs. */
export function serveContent(
  app: FastifyInstance,
  given: Pick<Given, 'callers' | 'clock' | 'log'> &
    WithLimits & { readonly exchange: Pick<Given['exchange'], 'downloads'> },
): void {
  const { callers, exchange } = given
  const { downloads } = exchange
  const answer = async (
    request: FastifyRequest<{ Params: { ticket: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    // Before all else: a reader may leave while the ticket is still looked up.
    const gone = whenGone(reply)
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
    return sendFlow(request, reply, content.read({ start, end }, gone), {
      length: end - start + 1,
      gone,
      ...given,
    })
  }
  serve(app, given, routes.readContent, answer)
  serve(app, given, routes.describeContent, answer)
}

/** The headers of a content. */
function describe(reply: FastifyReply, { name, mime, sha256, use }: Content): void {
  reply
    .headers(inertHeaders)
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
  if (use === 'view') reply.header('content-security-policy', `${inert}; frame-ancestors 'none'`)
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
