import { Readable } from 'node:stream'
import {
  AppId,
  IssuedToken,
  PatientChange,
  RegisteredAppointment,
  Registration,
  TokenWish,
} from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Exchange } from '../domain/domain.ts'
import type { Callers } from './caller.ts'

const ById = Type.Object({ id: AppId })
const ByPatient = Type.Object({ id: AppId, patient: AppId })

/** What the embedding backend asks, with its key. */
export function serveAppointments(
  app: FastifyInstance,
  { appointments, reading }: Exchange,
  callers: Callers,
): void {
  app.register(async (backend) => {
    backend.addHook('onRequest', async (request) => callers.backend(request))
    const answers = { 200: RegisteredAppointment }

    backend.put<{ Params: Static<typeof ById>; Body: Registration }>(
      '/v1/appointments/:id',
      {
        schema: {
          params: ById,
          body: Registration,
          response: answers,
          summary: 'Register or change an appointment',
        },
      },
      ({ params, body }) => appointments.register(params.id, body),
    )
    backend.get<{ Params: Static<typeof ById> }>(
      '/v1/appointments/:id',
      { schema: { params: ById, response: answers, summary: 'One appointment' } },
      ({ params }) => appointments.find(params.id),
    )
    backend.delete<{ Params: Static<typeof ById> }>(
      '/v1/appointments/:id',
      { schema: { params: ById, response: answers, summary: 'End an appointment; its record stays' } },
      ({ params }) => appointments.end(params.id),
    )
    backend.patch<{ Params: Static<typeof ByPatient>; Body: Static<typeof PatientChange> }>(
      '/v1/appointments/:id/patients/:patient',
      {
        schema: {
          params: ByPatient,
          body: PatientChange,
          response: answers,
          summary: 'Say that a patient has paid',
        },
      },
      ({ params, body }) => appointments.setPaid(params.id, params.patient, body.paid),
    )
    backend.post<{ Params: Static<typeof ById>; Body: Static<typeof TokenWish> }>(
      '/v1/appointments/:id/tokens',
      {
        schema: {
          params: ById,
          body: TokenWish,
          response: { 200: IssuedToken },
          summary: 'A token for a participant',
        },
      },
      ({ params, body }) => appointments.token(params.id, body.participant),
    )
    backend.post<{ Params: Static<typeof ById> }>(
      '/v1/practitioners/:id/tokens',
      {
        schema: {
          params: ById,
          response: { 200: IssuedToken },
          summary: "A token for a practitioner's desk",
        },
      },
      ({ params }) => appointments.deskToken(params.id),
    )
    backend.get<{ Params: Static<typeof ById> }>(
      '/v1/appointments/:id/audit',
      {
        schema: {
          params: ById,
          summary: 'Every offer, request, verdict and receipt, one JSON object a line (NDJSON)',
        },
      },
      async ({ params }, reply) => {
        const lines = await reading.record(params.id)
        return reply.type('application/x-ndjson').send(Readable.from(asText(lines)))
      },
    )
  })
}

async function* asText(lines: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
