import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** Serves the probes of liveness and readiness, and the OpenAPI description. */
export function serveHealth(app: FastifyInstance, given: Given): void {
  serve(app, given, routes.isLive, ({ headers }) => ({
    status: 'ok' as const,
    allowed: given.mayUse(headers.origin),
  }))
  serve(app, given, routes.isReady, async () => {
    await given.exchange.reading.probe()
    return { status: 'ok' as const }
  })
  // Made once, because making it blocks the server for milliseconds, and anyone may ask for it.
  let description: string | undefined
  serve(app, given, routes.describeServer, (_request, reply) => {
    description ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(description)
  })
}
