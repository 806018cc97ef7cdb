import { routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { describeSocket } from './reference/asyncapi.ts'
import { describeHttp } from './reference/openapi.ts'
import { referencePage, referencePolicy } from './reference/page.ts'
import { type Given, serve } from './route.ts'

/** Serves the descriptions for programs, and the page that shows them. Each is made once, when it is first asked for. */
export function serveDescriptions(app: FastifyInstance, given: Given): void {
  const http = once(() => JSON.stringify(describeHttp()))
  const socket = once(() => JSON.stringify(describeSocket()))
  const page = once(() => referencePage(describeHttp(), describeSocket()))
  serve(app, given, routes.describeServer, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(http()),
  )
  serve(app, given, routes.describeSocket, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(socket()),
  )
  app.get('/reference', (_request, reply) =>
    reply.header('content-security-policy', referencePolicy).type('text/html; charset=utf-8').send(page()),
  )
}

/** Making one blocks the server for milliseconds, and anyone may ask for it. */
function once(make: () => string): () => string {
  let made: string | undefined
  return () => {
    made ??= make()
    return made
  }
}
