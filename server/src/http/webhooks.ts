import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** Serves the webhooks of the embedding backend. */
export function serveWebhooks(app: FastifyInstance, given: Given): void {
  const { webhooks } = given.exchange

  serve(app, given, routes.listWebhooks, () => webhooks.list())
  serve(app, given, routes.putWebhook, ({ params, body }) => webhooks.put(params.id, body))
  serve(app, given, routes.deleteWebhook, async ({ params }, reply) => {
    await webhooks.remove(params.id)
    return reply.code(204).send()
  })
  serve(app, given, routes.pauseWebhook, ({ params }) => webhooks.pause(params.id))
  serve(app, given, routes.resumeWebhook, ({ params }) => webhooks.resume(params.id))
  serve(app, given, routes.rotateWebhook, ({ params, body }) => webhooks.rotate(params.id, body))
  serve(app, given, routes.testWebhook, ({ params }) => webhooks.test(params.id))
  serve(app, given, routes.replayWebhook, ({ params, body }) => webhooks.replay(params.id, body))
  serve(app, given, routes.readDeliveries, ({ params }) => webhooks.deliveries(params.id))
}
