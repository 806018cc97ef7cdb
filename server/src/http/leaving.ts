import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../domain/readiness.ts'

/**
 * Closes each connection with its next answer once the node leaves. A client or proxy that asks again and again would stay on its
 * connection for as long as the node lives, and so never come to another node.
 */
export function closeWhenLeaving(app: FastifyInstance, { isDraining }: Pick<Readiness, 'isDraining'>): void {
  // At the beginning for answers that are written without Fastify, at the end for requests that waited.
  app.addHook('onRequest', async (_request, reply) => {
    if (isDraining()) reply.header('connection', 'close')
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining()) reply.header('connection', 'close')
  })
}
