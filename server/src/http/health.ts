import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** Serves the probes of liveness and readiness, and the health of the parts. */
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
}
