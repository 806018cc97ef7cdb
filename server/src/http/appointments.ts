import { Readable } from 'node:stream'
import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { asLines } from './lines.ts'
import { type Given, serve } from './route.ts'

/** Serves the routes of the embedding backend. */
export function serveAppointments(app: FastifyInstance, given: Given): void {
  const { appointments, erasing, reading } = given.exchange

  serve(app, given, routes.registerAppointment, ({ params, body, address }) =>
    appointments.register(params.id, body, address),
  )
  serve(app, given, routes.readAppointment, ({ params }) => appointments.find(params.id))
  serve(app, given, routes.endAppointment, ({ params, query, address }) =>
    query.erase === undefined
      ? appointments.end(params.id, address)
      : erasing.appointment(params.id, address),
  )
  serve(app, given, routes.erasePerson, ({ params, address }) => erasing.person(params.sub, address))
  serve(app, given, routes.changePatient, ({ params, body, address }) =>
    appointments.setPaid(params.id, params.patient, body.paid, address),
  )
  serve(app, given, routes.issueToken, ({ params, body, address }) =>
    appointments.token(params.id, body.participant, address),
  )
  serve(app, given, routes.issueDeskToken, ({ params, query, address }) =>
    appointments.deskToken(params.id, { isNew: query.new !== undefined, address }),
  )
  serve(app, given, routes.readAudit, async ({ params }, reply) => {
    const lines = await reading.audit(params.id)
    return reply.type(routes.readAudit.answersAs).send(Readable.from(asLines(lines)))
  })
  serve(app, given, routes.exportAudit, async ({ query }, reply) => {
    const lines = reading.auditSince(query.since)
    return reply.type(routes.exportAudit.answersAs).send(Readable.from(asLines(lines)))
  })
}
