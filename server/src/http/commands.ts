import { ChairsideError, type HttpCommand, httpCommands, routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Caller, createCommands } from '../domain/commands.ts'
import { personOf } from '../domain/people/identity.ts'
import { createRates } from '../domain/rate.ts'
import { type Given, serve } from './route.ts'

/** The socket's commands for clients without a socket, and the snapshot that waits for the next change. */
export function serveCommands(app: FastifyInstance, given: Given): void {
  const { exchange, callers, clock } = given
  const { commandRate, commandBurst, commandRefusals } = given.config.limits
  const handlers = createCommands(exchange)
  const judge = createRates(clock, { rate: commandRate, burst: commandBurst, patience: commandRefusals })

  app.register(async (scope) => {
    // Runs once the caller is known and before a byte of the body is read.
    scope.addHook('preParsing', async (request, reply, body) => {
      const verdict = judge(personOf(await callers.participant(request)))
      if (verdict === 'go') return body
      if (verdict === 'close') reply.header('connection', 'close')
      throw new ChairsideError({ code: 'RATE_LIMITED', limit: commandRate, retryAfter: 1 })
    })

    for (const name of httpCommands) {
      const handle = handlers[name] as (payload: unknown, caller: Caller) => Promise<never>
      serve<(typeof routes)[HttpCommand]>(scope, given, routes[name], async (request) =>
        handle(request.body, { who: await callers.participant(request), enter: refuseEntering }),
      )
    }

    serve(scope, given, routes.awaitSnapshot, async (request, reply) => {
      const who = await callers.participant(request)
      const gone = abortWhenGone(reply)
      try {
        // Without a revision every snapshot is newer.
        const after = Number(request.query.after ?? -1)
        return await exchange.waiting.snapshot(who, request.params.id, after, gone)
      } catch (error) {
        if (gone.aborted) return reply.hijack()
        throw error
      }
    })
  })
}

/** A person is where their connection is, and over HTTP there is none. */
async function refuseEntering(): Promise<never> {
  throw new ChairsideError('UNKNOWN_COMMAND')
}

function abortWhenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  if (raw.destroyed) gone.abort()
  return gone.signal
}
