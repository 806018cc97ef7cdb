import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { whenGone } from './outflow.ts'
import { type Given, serve } from './route.ts'

/** What a page does under its access session. Each request carries a proof. */
export function serveAccesses(app: FastifyInstance, given: Given): void {
  const { callers, exchange } = given
  const { accesses } = exchange.documents

  serve(app, given, routes.issueAccessTicket, async (request) =>
    accesses.ticket(await callers.access(request), request.body.use, request.address),
  )
  serve(app, given, routes.stay, async (request) =>
    accesses.stay(await callers.access(request), request.address),
  )
  serve(app, given, routes.noteView, async (request, reply) => {
    await accesses.viewed(await callers.access(request), request.address)
    return reply.code(204).send()
  })
  serve(app, given, routes.closeAccess, async (request, reply) => {
    await accesses.close(await callers.access(request), request.address)
    return reply.code(204).send()
  })
  serve(
    app,
    given,
    routes.awaitAccess,
    async (request, reply) => {
      const who = await callers.access(request)
      const gone = whenGone(reply)
      try {
        return await accesses.wait(who, request.query.expiresAt, gone)
      } catch (error) {
        if (gone.aborted) return reply.hijack()
        throw error
      }
    },
    { rate: 'request' },
  )
}
