import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { deviceOf } from '../domain/documents/links/device.ts'
import { type Given, serve } from './route.ts'

/** Patients' profiles, and who has viewed what is there. */
export function serveProfiles(app: FastifyInstance, given: Given): void {
  const { callers, exchange } = given
  const { profiles, viewing } = exchange.documents

  serve(app, given, routes.putOnProfile, async (request) => {
    const { id, patient } = request.params
    return profiles.put(await callers.either(request, { document: id }), id, patient)
  })
  serve(app, given, routes.takeOffProfile, async (request) => {
    const { id, patient } = request.params
    return profiles.takeOff(await callers.either(request, { document: id }), id, patient)
  })
  serve(app, given, routes.readProfile, async (request) => {
    const { id, patient } = request.params
    return profiles.read(await callers.either(request, { practitioner: id }), id, patient, request.query)
  })
  serve(app, given, routes.readViews, async (request) => {
    const { id } = request.params
    return viewing.read(await callers.either(request, { document: id }), id, request.query.patient)
  })
  serve(app, given, routes.countView, async (request, reply) => {
    const who = await callers.participant(request)
    await viewing.count(who, request.params.id, deviceOf(request.headers['user-agent']))
    return reply.code(204).send()
  })
  serve(app, given, routes.readOwnViews, async (request) => {
    const { id } = request.params
    return viewing.own(await callers.either(request, { patient: id }), id, request.query)
  })
}
