import { routes } from '@chairside/protocol'
import { create } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Content } from '../domain/bytes/download.ts'
import type { Grant } from '../domain/bytes/ticket.ts'
import { isKnown } from './condition.ts'
import { inert, inertHeaders, sendFlow, whenGone } from './outflow.ts'
import { plainName } from './plain-name.ts'
import { describeRange, rangeHeader, readRange } from './range.ts'
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
    ahead = false,
  ): Promise<FastifyReply> => {
    // Before all else: a reader may leave while the ticket is still looked up.
    const gone = whenGone(reply)
    const known = ({ who, id }: Grant): void => {
      request.who = who
      request.fileId = id
      // Each answer adds a line to the audit, so it counts as a command of its reader.
      callers.count(who, request, reply)
    }
    const content = await downloads.open(request.params.ticket, request.address, { known, ahead })
    describe(reply, content)
    const { size } = content
    const etag = etagOf(content)
    if (isKnown(request, reply, etag)) return reply.send()
    const range = readRange(rangeHeader(request, etag), size)
    if (content.address !== undefined && range !== 'unsatisfiable') {
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET'
      const address = await content.address(method, String(reply.getHeader('content-disposition')))
      if (method === 'GET') await content.handedOut(range === 'whole' ? { start: 0, end: size - 1 } : range)
      return reply.code(302).header('location', address).send()
    }
    const wanted = describeRange(reply, range, size)
    if (wanted === undefined) return reply.send()
    if (request.method === 'HEAD') {
      // A page asks before it hands the address to the browser, because it never learns whether the browser failed.
      await content.present()
      return reply.send()
    }
    if (reply.raw.destroyed) return reply.hijack()
    const length = wanted.end - wanted.start + 1
    return sendFlow(request, reply, content.read(wanted, gone), { length, gone, ...given })
  }
  serve(app, given, routes.readContent, (request, reply) =>
    answer(request, reply, request.query.ahead !== undefined),
  )
  serve(app, given, routes.describeContent, (request, reply) => answer(request, reply))
}

/** The headers of a content. */
function describe(reply: FastifyReply, content: Content): void {
  const { name, mime, use } = content
  reply
    .headers(inertHeaders)
    .header('content-type', mime)
    .header('accept-ranges', 'bytes')
    .header('etag', etagOf(content))
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

const etagOf = ({ sha256 }: Content): string => `"${sha256}"`
