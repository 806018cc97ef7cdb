import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import type { Given } from './route.ts'

/**
 * Serves the metrics, for whoever has the token of the setting. It is no route of the protocol: apps do not call it, and its
 * text is a format of others (prometheus.io/docs/instrumenting/exposition_formats).
 */
export function serveMetrics(
  app: FastifyInstance,
  { callers }: Pick<Given, 'callers'>,
  metrics: Metrics,
): void {
  app.get('/metrics', { onRequest: async (request) => callers.metrics(request) }, async (_request, reply) =>
    reply.type(metrics.type).send(await metrics.read()),
  )
}
