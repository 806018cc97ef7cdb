import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Given, serve } from './route.ts'

/** What is attached to appointments, for those who edit it and for patients. */
export function serveSessions(app: FastifyInstance, given: Given): void {
  const { callers, exchange } = given
  const { sessions, patients, keeping } = exchange.documents

  serve(app, given, routes.readSession, async (request) =>
    sessions.find(await callers.either(request, { appointment: request.params.id }), request.params.id),
  )
  serve(app, given, routes.changeSession, async (request) =>
    sessions.change(
      await callers.either(request, { appointment: request.params.id }),
      request.params.id,
      request.body,
    ),
  )
  for (const route of [routes.attachDocument, routes.changeAttachment])
    serve<typeof routes.attachDocument | typeof routes.changeAttachment>(
      app,
      given,
      route,
      async (request) => {
        const { id, appointment } = request.params
        return sessions.attach(await callers.either(request, { appointment }), id, appointment, request.body)
      },
    )
  serve(app, given, routes.detachDocument, async (request) => {
    const { id, appointment } = request.params
    return sessions.detach(await callers.either(request, { appointment }), id, appointment)
  })
  serve(app, given, routes.attachToMany, async (request) =>
    sessions.attachToMany(
      await callers.either(request, { document: request.params.id }),
      request.params.id,
      request.body,
    ),
  )
  serve(app, given, routes.seeAs, async (request) => {
    const { id, patient } = request.params
    return patients.seenAs(await callers.either(request, { appointment: id }), id, patient)
  })
  serve(app, given, routes.readPatientFiles, async (request) =>
    patients.files(
      await callers.either(request, { patient: request.params.id }),
      request.params.id,
      request.query,
    ),
  )
  serve(app, given, routes.keepFile, async (request) =>
    keeping.keep(await callers.participant(request), request.params.id, request.body.id),
  )
}
