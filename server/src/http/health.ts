import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** For the process that watches this one: is the server there, and can it work? */
export function serveHealth(app: FastifyInstance, given: Given): void {
  serve(app, given, routes.isLive, ({ headers }) => ({
    status: 'ok' as const,
    allowed: given.mayUse(headers.origin),
  }))
  serve(app, given, routes.isReady, async () => {
    await given.exchange.reading.probe()
    return { status: 'ok' as const }
  })
  serve(app, given, routes.describeServer, () => app.swagger())
}
