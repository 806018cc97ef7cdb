import { AppId, CallerId, Ticket, TicketWish, Transfer, TransferOffer } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Exchange } from '../domain/domain.ts'
import type { Callers } from './caller.ts'

const ByAppointment = Type.Object({ id: AppId })
const ById = Type.Object({ id: CallerId })

/** The socket's commands for those who have no socket, and tickets for everyone. */
export function serveTransfers(
  app: FastifyInstance,
  { transfers, downloads }: Exchange,
  callers: Callers,
): void {
  app.register(async (scope) => {
    // Before a body is read: who does not say who they are is not listened to.
    scope.addHook('onRequest', async (request) => {
      await callers.participant(request)
    })

    scope.post<{ Params: Static<typeof ByAppointment>; Body: TransferOffer }>(
      '/v1/appointments/:id/transfers',
      {
        schema: {
          params: ByAppointment,
          body: TransferOffer,
          response: { 200: Transfer },
          summary: 'Offer files to the other party',
        },
      },
      async (request) => transfers.offer(await callers.participant(request), request.params.id, request.body),
    )
    scope.get<{ Params: Static<typeof ById> }>(
      '/v1/transfers/:id',
      { schema: { params: ById, response: { 200: Transfer }, summary: 'One transfer' } },
      async (request) => transfers.see(await callers.participant(request), request.params.id),
    )
    scope.post<{ Params: Static<typeof ById>; Body: Static<typeof TicketWish> }>(
      '/v1/files/:id/ticket',
      {
        schema: {
          params: ById,
          body: TicketWish,
          response: { 200: Ticket },
          summary: 'The right to fetch a file without a header',
        },
      },
      async (request) =>
        downloads.ticket(await callers.participant(request), request.params.id, request.body.use),
    )
  })
}
