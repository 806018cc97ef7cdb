import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** Serves the probes of liveness and readiness, the health of the parts, and the OpenAPI description. */
export function serveHealth(app: FastifyInstance, given: Given): void {
  serve(app, given, routes.isLive, ({ headers }) => ({
    status: 'ok' as const,
    allowed: given.mayUse(headers.origin),
  }))
  serve(app, given, routes.isReady, async () => {
    await given.exchange.reading.probe()
    return { status: 'ok' as const }
  })
  serve(app, given, routes.readHealth, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return given.exchange.health()
  })
  // Made once, because making it blocks the server for milliseconds, and anyone may ask for it.
  let description: string | undefined
  serve(app, given, routes.describeServer, (_request, reply) => {
    description ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(description)
  })
}
