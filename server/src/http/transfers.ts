import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { fileKind } from '../domain/live/owner.ts'
import { inertHeaders } from './outflow.ts'
import { type Given, serve } from './route.ts'

/** Transfers for clients without a socket, and tickets for everyone. */
export function serveTransfers(app: FastifyInstance, given: Given): void {
  const { exchange, callers } = given
  const { transfers, downloads, thumbnails } = exchange

  serve(app, given, routes.offerTransfer, async (request) =>
    transfers.offer(await callers.participant(request), request.params.id, request.body),
  )
  serve(app, given, routes.readTransfer, async (request) =>
    transfers.see(await callers.participant(request), request.params.id),
  )
  serve(app, given, routes.issueTicket, async (request) =>
    downloads.ticket(
      {
        who: await callers.either(request, { file: request.params.id }),
        owner: fileKind,
        id: request.params.id,
        use: request.body.use,
      },
      request.address,
    ),
  )
  serve(app, given, routes.readFileThumbnail, async (request, reply) => {
    const picture = await thumbnails.read(await callers.participant(request), request.params.id)
    return reply.headers(inertHeaders).type(routes.readFileThumbnail.answersAs).send(picture)
  })
}
