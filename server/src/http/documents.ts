import { Readable } from 'node:stream'
import { ChairsideError, type DocumentOffer, routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { About } from '../domain/documents/acting.ts'
import { documentKind } from '../domain/documents/owner.ts'
import type { Identity } from '../domain/people/identity.ts'
import { asTable } from './csv.ts'
import { asLines } from './lines.ts'
import { serveForms } from './multipart.ts'
import { inertHeaders } from './outflow.ts'
import { type Given, serve } from './route.ts'
import { serveUploadsOf } from './upload.ts'

/** Libraries and their documents. */
export function serveDocuments(app: FastifyInstance, given: Given): void {
  const { exchange, callers, config } = given
  const { documents, uploads, downloads, reading, appointments } = exchange
  const { libraries, templates, thumbnails } = documents
  const byDocument = (request: FastifyRequest & { params: { id: string } }): Promise<Identity> =>
    callers.either(request, { document: request.params.id })

  serve(app, given, routes.createDocument, async (request) => {
    const who = callers.isBackend(request)
      ? await callers.either(request, libraryOf(request.body))
      : await callers.participant(request)
    return libraries.offer(who, request.body)
  })
  serve(app, given, routes.readDocument, async (request) =>
    libraries.find(await byDocument(request), request.params.id),
  )
  serve(app, given, routes.changeDocument, async (request) =>
    libraries.change(await byDocument(request), request.params.id, request.body),
  )
  serve(app, given, routes.deleteDocument, async (request) =>
    libraries.delete(await byDocument(request), request.params.id),
  )
  serve(app, given, routes.reachOfDocument, async (request) =>
    libraries.reach(await byDocument(request), request.params.id),
  )
  serve(app, given, routes.decideDocument, async (request) =>
    libraries.decide(await byDocument(request), request.params.id, request.body.decision),
  )
  serve(app, given, routes.issueDocumentTicket, async (request) =>
    downloads.ticket(
      {
        who: await byDocument(request),
        owner: documentKind,
        id: request.params.id,
        use: request.body.use,
      },
      request.address,
    ),
  )
  for (const route of [routes.readLibrary, routes.searchLibrary])
    serve<typeof routes.readLibrary | typeof routes.searchLibrary>(app, given, route, async (request) =>
      libraries.page(
        await callers.either(request, { practitioner: request.params.id }),
        request.params.id,
        request.method === 'POST' ? (request.body as never) : (request.query as never),
      ),
    )
  serve(app, given, routes.readThumbnail, async (request, reply) => {
    const picture = await thumbnails.read(await byDocument(request), request.params.id)
    return reply.headers(inertHeaders).type(routes.readThumbnail.answersAs).send(picture)
  })
  serve(app, given, routes.readDocumentAudit, async (request, reply) => {
    const { id } = request.params
    await libraries.requireOwn(await byDocument(request), id)
    const entries = await reading.documentAudit(id)
    return request.query.as === 'csv'
      ? reply.type('text/csv; charset=utf-8').send(Readable.from(asTable(entries)))
      : reply.type(routes.readDocumentAudit.answersAs).send(Readable.from(asLines(entries)))
  })
  serve(app, given, routes.issueFilesToken, ({ params, address }) =>
    appointments.filesToken(params.id, address),
  )
  serve(app, given, routes.putTemplate, ({ params, body }) => templates.put(params.id, body))
  serve(app, given, routes.readTemplate, ({ params }) => templates.find(params.id))

  const reception = uploads.of(documentKind)
  serveUploadsOf(app, given, {
    routes: {
      describe: routes.describeDocumentUploads,
      find: routes.findDocumentUpload,
      send: routes.sendDocumentBytes,
      create: routes.createDocumentUpload,
      end: routes.endDocumentUpload,
    },
    reception,
    caller: byDocument,
    largest: config.limits.material.bytes,
    end: async (who, id) => {
      await libraries.delete(who, id)
      await uploads.stop(id, new ChairsideError('WITHDRAWN'))
    },
  })
  serveForms(app, given, {
    route: routes.sendDocumentForm,
    reception,
    caller: byDocument,
    most: 1,
    largest: config.limits.material.bytes,
    partsOf: async (who, id) => {
      const { state } = await libraries.find(who, id)
      return { idOf: () => id, wanted: state === 'receiving' ? [id] : [] }
    },
    statesOf: async (who, id) => new Map([[id, (await libraries.find(who, id)).state]]),
  })
}

/** Whose library an offered document of the app's backend is for. Throws BAD_REQUEST when it does not say so. */
function libraryOf({ attach, practitioner }: DocumentOffer): About {
  if (attach !== undefined && 'appointment' in attach) return { appointment: attach.appointment }
  if (practitioner !== undefined) return { practitioner }
  throw new ChairsideError({ code: 'BAD_REQUEST', found: 'no-library', field: '/practitioner' })
}
