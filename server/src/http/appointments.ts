import { Readable } from 'node:stream'
import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** Serves the routes of the embedding backend. */
export function serveAppointments(app: FastifyInstance, given: Given): void {
  const { appointments, erasing, reading } = given.exchange

  serve(app, given, routes.registerAppointment, ({ params, body }) => appointments.register(params.id, body))
  serve(app, given, routes.readAppointment, ({ params }) => appointments.find(params.id))
  serve(app, given, routes.endAppointment, ({ params, query }) =>
    query.erase === undefined ? appointments.end(params.id) : erasing.appointment(params.id),
  )
  serve(app, given, routes.erasePerson, ({ params }) => erasing.person(params.sub))
  serve(app, given, routes.changePatient, ({ params, body }) =>
    appointments.setPaid(params.id, params.patient, body.paid),
  )
  serve(app, given, routes.issueToken, ({ params, body }) => appointments.token(params.id, body.participant))
  serve(app, given, routes.issueDeskToken, ({ params }) => appointments.deskToken(params.id))
  serve(app, given, routes.readAudit, async ({ params }, reply) => {
    const lines = await reading.audit(params.id)
    return reply.type(routes.readAudit.answersAs).send(Readable.from(asText(lines)))
  })
}

async function* asText(lines: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
