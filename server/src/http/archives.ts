import { routes } from '@chairside/protocol'
import { create } from 'content-disposition'
import type { FastifyInstance } from 'fastify'
import type { Grant } from '../domain/bytes/ticket.ts'
import { isKnown } from './condition.ts'
import { inertHeaders, sendFlow, whenGone } from './outflow.ts'
import { plainName } from './plain-name.ts'
import { describeRange, rangeHeader, readRange } from './range.ts'
import { type Given, serve } from './route.ts'

/** Archives of everything in an appointment, or on a profile, that somebody may open. */
export function serveArchives(app: FastifyInstance, given: Given): void {
  const { callers, exchange } = given
  const { archives } = exchange.documents

  serve(app, given, routes.issueArchiveTicket, async (request) =>
    archives.ticket(await callers.either(request, { appointment: request.params.id }), request.params.id),
  )
  serve(app, given, routes.issueProfileArchiveTicket, async (request) => {
    const { id, practitioner } = request.params
    return archives.ofProfile(await callers.either(request, { patient: id }), id, practitioner)
  })
  serve(app, given, routes.readArchive, async (request, reply) => {
    const gone = whenGone(reply)
    // An archive of many small contents is much work for one request.
    let begin = (): (() => void) => () => undefined
    let over = begin()
    const known = ({ who }: Grant): void => {
      request.who = who
      callers.count(who, request, reply)
      begin = () => callers.begin(who)
      over = begin()
    }
    const archive = await archives.open(request.params.ticket, request.address, known).finally(() => over())
    const { name, size, digest } = archive
    const etag = `"${digest}"`
    reply
      .headers(inertHeaders)
      .header('content-type', 'application/zip')
      .header('content-disposition', create(name, { type: 'attachment', fallback: plainName(name) }))
      .header('accept-ranges', 'bytes')
      .header('etag', etag)
    if (isKnown(request, reply, etag)) return reply.send()
    // An archive is made anew for each answer. Only with If-Range is a part known to be one of the same archive.
    const header = request.headers['if-range'] === undefined ? undefined : rangeHeader(request, etag)
    const wanted = describeRange(reply, readRange(header, size), size)
    if (wanted === undefined || request.method === 'HEAD') return reply.send()
    if (reply.raw.destroyed) return reply.hijack()
    const length = wanted.end - wanted.start + 1
    return sendFlow(request, reply, archive.read(wanted, gone, begin), { length, gone, ...given })
  })
}
