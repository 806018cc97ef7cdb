import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { refuse } from './refusal.ts'
import { type Given, serve } from './route.ts'

/** Serves the probes of liveness and readiness, and the health of the parts. */
export function serveHealth(app: FastifyInstance, given: Given): void {
  serve(app, given, routes.isLive, ({ headers }) => ({
    status: 'ok' as const,
    allowed: given.mayUse(headers.origin),
  }))
  serve(app, given, routes.isReady, async (_request, reply) => {
    const ready = await given.exchange.readiness.look()
    if (!('why' in ready)) return ready
    const { why, ...told } = ready
    return refuse(reply, why.toWire(), told)
  })
  serve(app, given, routes.readHealth, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return given.exchange.health()
  })
}
