import { routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { deviceOf } from '../domain/documents/links/device.ts'
import type { Known } from '../domain/documents/links/look.ts'
import type { From } from '../domain/documents/links/open.ts'
import { type Given, serve } from './route.ts'

/** Share links and their codes: for those who share, and for the patient who opens a document. */
export function serveLinks(app: FastifyInstance, given: Given): void {
  const { callers, clock, config, exchange } = given
  const { links, looking, openings } = exchange.documents
  const { refusalStep } = config.limits
  const byDocument = (request: FastifyRequest & { params: { id: string } }) =>
    callers.either(request, { document: request.params.id })
  const byLink = (request: FastifyRequest & { params: { id: string } }) =>
    callers.either(request, { link: request.params.id })

  serve(app, given, routes.shareDocument, async (request) =>
    links.share(await byDocument(request), request.params.id, request.params.patient),
  )
  serve(app, given, routes.withdrawLink, async (request) =>
    links.withdraw(await byDocument(request), request.params.id, request.params.patient),
  )
  serve(app, given, routes.restoreLink, async (request) =>
    links.restore(await byLink(request), request.params.id),
  )
  serve(app, given, routes.issueCode, async (request) =>
    links.issueCode(await byLink(request), request.params.id),
  )
  serve(app, given, routes.unlockLink, async (request) =>
    links.unlock(await byLink(request), request.params.id),
  )

  /**
   * Lets refusals leave only at multiples of a time after their request came, so that those who try links learn nothing
   * by how long an answer takes.
   */
  const evenly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const came = clock.now()
    try {
      return await work()
    } catch (error) {
      if (refusalStep > 0) {
        const left = refusalStep - ((clock.now() - came) % refusalStep)
        await new Promise<void>((resolve) => clock.after(left, resolve))
      }
      throw error
    }
  }
  /** Counts a request with a link as a command of those who have that link. */
  const counted =
    (request: FastifyRequest, reply: FastifyReply): Known =>
    (link) =>
      callers.countLink(link, request, reply)
  serve(app, given, routes.lookAtLink, (request, reply) =>
    evenly(() => looking.link(request.body.secret, counted(request, reply))),
  )
  serve(app, given, routes.openLink, (request, reply) =>
    evenly(() => openings.link(request.body, fromOf(request), counted(request, reply))),
  )
  serve(app, given, routes.askForLinkCode, async (request, reply) => {
    await evenly(() => openings.askByLink(request.body, fromOf(request), counted(request, reply)))
    return nothing(reply)
  })

  serve(app, given, routes.lookAtDocument, async (request) =>
    looking.document(await callers.participant(request), request.params.id),
  )
  serve(app, given, routes.openDocument, async (request) =>
    openings.document(await callers.participant(request), request.params.id, request.body, fromOf(request)),
  )
  serve(app, given, routes.askForDocumentCode, async (request, reply) => {
    await openings.askFor(await callers.participant(request), request.params.id, fromOf(request))
    return nothing(reply)
  })
}

const fromOf = ({ address, headers }: FastifyRequest): From => ({
  address,
  device: deviceOf(headers['user-agent']),
})

const nothing = (reply: FastifyReply): FastifyReply => reply.code(204).send()
