import { ChairsideError, type HttpCommand, httpCommands, routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Caller, createCommands } from '../domain/commands.ts'
import { whenGone } from './outflow.ts'
import { type Given, serve } from './route.ts'

/** The socket's commands for clients without a socket, and the snapshot that waits for the next change. */
export function serveCommands(app: FastifyInstance, given: Given): void {
  const { exchange, callers } = given
  const handlers = createCommands(exchange)

  for (const name of httpCommands) {
    const handle = handlers[name] as (payload: unknown, caller: Caller) => Promise<never>
    serve<(typeof routes)[HttpCommand]>(app, given, routes[name], async (request) =>
      handle(request.body, { who: await callers.participant(request), enter: refuseEntering }),
    )
  }

  serve(
    app,
    given,
    routes.awaitSnapshot,
    async (request, reply) => {
      const who = await callers.participant(request)
      const gone = whenGone(reply)
      try {
        // Without a revision every snapshot is newer.
        const after = Number(request.query.after ?? -1)
        return await exchange.waiting.snapshot(who, request.params.id, after, {
          gone,
          begin: () => callers.begin(who),
        })
      } catch (error) {
        if (gone.aborted) return reply.hijack()
        throw error
      }
    },
    { rate: 'request' },
  )

  serve(
    app,
    given,
    routes.awaitLive,
    async (request, reply) => {
      const who = await callers.participant(request)
      const gone = whenGone(reply)
      const { address, body: wish } = request
      try {
        return await exchange.waiting.live({ who, wish, address }, { gone, begin: () => callers.begin(who) })
      } catch (error) {
        if (gone.aborted) return reply.hijack()
        throw error
      }
    },
    { rate: 'request' },
  )
}

/** A person's place lasts as long as their connection, and HTTP has no lasting one. */
async function refuseEntering(): Promise<never> {
  throw new ChairsideError('UNKNOWN_COMMAND')
}
