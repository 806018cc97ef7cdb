import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Lets the requests of one connection begin one after the other. Node answers them in their order but begins them at once
 * (RFC 9112, section 9.3.2), and where records are elsewhere a read would overtake the write that was sent before it.
 */
export function beginInTurn(app: FastifyInstance): void {
  const last = new WeakMap<Socket, Promise<void>>()
  app.addHook('onRequest', async ({ raw }, reply) => {
    const before = last.get(raw.socket)
    const { promise, resolve } = Promise.withResolvers<void>()
    last.set(raw.socket, promise)
    reply.raw.once('close', resolve)
    if (before !== undefined) await before
  })
}
