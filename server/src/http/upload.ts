import { ChairsideError, pathOf, type Refusal, type Route, routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Body, Offset, Received } from '../domain/bytes/body.ts'
import { isLineCut } from '../domain/bytes/intake.ts'
import type { Reception } from '../domain/bytes/reception.ts'
import { fileKind } from '../domain/live/owner.ts'
import type { Identity } from '../domain/people/identity.ts'
import {
  type Draft,
  draftOf,
  explain,
  isEmpty,
  limitsOf,
  partialType,
  readStated,
  requireKnown,
  requirePartial,
  tellStand,
  versionHeader,
} from './draft.ts'
import { sendInterim } from './interim.ts'
import { mediaTypeOf } from './media-type.ts'
import { watchPace } from './pace.ts'
import { type Given, serve } from './route.ts'

/*
 * tus 1.0.0 core, termination and expiration (tus.io/protocols/resumable-upload). The upload exists once its file is
 * offered, so there is no creation in tus here. The same addresses speak the IETF draft: see draft.ts.
 */

const tusVersion = '1.0.0'
const bodyType = routes.sendBytes.takesAs

/**
 * Digests by which a resume is checked: HEAD answers that of the bytes before `Upload-Offset`, where it is known, and a
 * PATCH may state that of the whole content. Both are written as in RFC 9530, whose own fields mean the representation
 * of the answer, or the patch itself.
 */
const prefixDigest = 'upload-prefix-digest'
const wholeDigest = 'upload-digest'

/** Counts nothing: a body has a pace of its own, and a client whose connection breaks often asks often. */
const unrated = { rate: 'nothing' } as const

/** The addresses of the uploads of one kind of owner. */
export interface UploadAddresses {
  readonly routes: {
    readonly describe: UploadRoute
    readonly find: UploadRoute
    readonly send: UploadRoute
    readonly create: UploadRoute
    readonly end: UploadRoute
  }
  readonly reception: Reception
  /** Who calls; by default the person of the token. */
  caller?(request: FastifyRequest<{ Params: { id: string } }>): Promise<Identity>
  /** Bytes of the largest content. */
  readonly largest: number
  /** Gives up an upload. Throws NOT_FOUND unless `who` may. */
  end(who: Identity, id: string): Promise<void>
}

type UploadRoute = Omit<Route, 'params'> & Pick<typeof routes.findUpload, 'params'>

/** The addresses of the uploads of live files. */
export const fileUploads: UploadAddresses['routes'] = {
  describe: routes.describeUploads,
  find: routes.findUpload,
  send: routes.sendBytes,
  create: routes.createUpload,
  end: routes.endUpload,
}

/** The uploads of live files. */
export function serveUploads(app: FastifyInstance, given: Given): void {
  const { uploads, transfers } = given.exchange
  serveUploadsOf(app, given, {
    routes: fileUploads,
    reception: uploads.of(fileKind),
    largest: given.config.limits.transfer.bytes,
    end: async (who, id) => {
      await transfers.withdrawFile(who, id)
      // Answers only after the upload's last write.
      await uploads.stop(id, new ChairsideError('WITHDRAWN'))
    },
  })
}

/** What the addresses of uploads need of the server. */
export interface GivenToUploads extends Pick<Given, 'callers' | 'clock'> {
  readonly config: Pick<Config, 'limits' | 'publicUrl' | 'trustProxy' | 'proxyPasses104'>
}

/** One handler for every kind of upload. */
export function serveUploadsOf(
  app: FastifyInstance,
  given: GivenToUploads,
  { routes: { describe, find, send, create, end }, reception, caller, largest, end: giveUp }: UploadAddresses,
): void {
  const { callers, clock, config } = given
  const { limits } = config
  const callerOf = caller ?? callers.participant
  app.register(async (tus) => {
    // `reception` reads the body, whatever its media type is.
    tus.removeAllContentTypeParsers()
    tus.addContentTypeParser('*', (_request, _payload, done) => done(null))
    tus.addHook('onSend', async (request, reply) => {
      const { version } = draftOf(request) ?? {}
      if (draftOf(request) === undefined) reply.header('tus-resumable', tusVersion)
      else if (typeof version === 'number') reply.header(versionHeader, String(version))
      reply.header('cache-control', 'no-store')
      if (reply.statusCode === 412) reply.header('tus-version', tusVersion)
    })
    tus.addHook('preSerialization', async (request, reply, payload) =>
      draftOf(request) === undefined ? payload : explain(reply, payload as Refusal, largest),
    )
    const answer = (reply: FastifyReply, { offset, size, digest, expiresAt }: Offset): FastifyReply => {
      if (digest !== undefined) reply.header(prefixDigest, writeDigest(digest))
      if (expiresAt !== undefined) reply.header('upload-expires', new Date(expiresAt).toUTCString())
      return reply.header('upload-offset', String(offset)).header('upload-length', String(size)).send()
    }

    /** Takes in the body of a request; gives undefined when its connection dropped. */
    const take = async (
      request: Asked,
      who: Identity,
      body: Pick<Body, 'offset' | 'digest' | 'totals'>,
    ): Promise<Received | undefined> => {
      const length = readLength(request)
      const pace = watchPace(request.raw, clock, limits)
      try {
        const whole = { source: request.raw, length, pace: pace.signal, ...body }
        return await reception.receive(who, request.params.id, whole)
      } catch (error) {
        if (isLineCut(error)) return undefined
        throw error
      } finally {
        pace.end()
      }
    }

    /** Takes in a body in the words of the draft, and answers it. */
    const takeDraft = async (
      { request, reply, who, draft }: Drafted,
      offset: number | 'anew',
    ): Promise<FastifyReply> => {
      const begin = offset === 'anew' ? 0 : offset
      const stated = readStated(request, draft, { begin, length: readLength(request) })
      const received = await take(request, who, { offset, ...stated })
      if (received === undefined) return reply.hijack()
      tellStand(reply, received, draft, clock.now())
      if (received.problem !== null) throw new ChairsideError(received.problem)
      const isWhole = received.offset === received.size
      if (draft.ends && !isWhole)
        throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: received.size, actual: received.offset })
      if (isWhole || offset !== 'anew') return reply.code(204).send()
      return reply.code(201).header('location', addressOf(request)).send()
    }
    const addressOf = ({ params }: Asked): string => (config.publicUrl ?? '') + pathOf(create, params)

    serve(
      tus,
      given,
      describe,
      (_request, reply) =>
        reply
          .code(204)
          .header('tus-version', tusVersion)
          .header('tus-extension', 'termination,expiration')
          .header('tus-max-size', String(largest))
          .header('accept-patch', partialType)
          .header('upload-limit', `max-size=${largest}`)
          .send(),
      // Programs send OPTIONS too, without the headers of a page's preflight.
      { cors: { strictPreflight: false, preflightContinue: true } },
    )

    serve(
      tus,
      given,
      find,
      async (request, reply) => {
        const who = await callerOf(request)
        const draft = requireDialect(request)
        const stands = await reception.where(who, request.params.id)
        if (draft === undefined) return answer(reply.code(200), stands)
        tellStand(reply, stands, draft, clock.now())
        return reply.code(204).send()
      },
      unrated,
    )

    serve(
      tus,
      given,
      send,
      async (request, reply) => {
        const who = await callerOf(request)
        const draft = requireDialect(request)
        if (draft !== undefined) {
          requirePartial(request, reply, draft)
          return takeDraft({ request, reply, who, draft }, readOffset(request))
        }
        if (mediaTypeOf(request) !== bodyType) {
          throw new ChairsideError({ code: 'BAD_REQUEST', found: 'not-offset-stream' })
        }
        const received = await take(request, who, { offset: readOffset(request), ...readDigest(request) })
        if (received === undefined) return reply.hijack()
        if (received.problem !== null) throw new ChairsideError(received.problem)
        return answer(reply.code(204), received)
      },
      unrated,
    )

    serve(
      tus,
      given,
      create,
      async (request, reply) => {
        const draft = draftOf(request)
        if (draft === undefined) throw new ChairsideError('UNKNOWN_COMMAND')
        const who = await callerOf(request)
        const stands = await reception.where(who, request.params.id)
        // One without bytes only asks for the address, so it replaces nothing.
        if (draft.ends === false && isEmpty(request)) {
          tellStand(reply, stands, draft, clock.now())
          return reply.code(201).header('location', addressOf(request)).send()
        }
        if (typeof draft.version === 'number' && stands.offset < stands.size)
          sendInterim(request.raw, reply.raw, config, {
            location: addressOf(request),
            'upload-limit': limitsOf(stands, draft, clock.now()),
            [versionHeader]: String(draft.version),
          })
        return takeDraft({ request, reply, who, draft }, 'anew')
      },
      unrated,
    )

    serve(tus, given, end, async (request, reply) => {
      const who = await callerOf(request)
      requireDialect(request)
      await giveUp(who, request.params.id)
      return reply.code(204).send()
    })
  })
}

type Asked = FastifyRequest<{ Params: { id: string } }>

/** A request in the words of the draft. */
interface Drafted {
  readonly request: Asked
  readonly reply: FastifyReply
  readonly who: Identity
  readonly draft: Draft
}

/** The draft's words of a request; undefined for tus. Throws UPLOAD_VERSION_UNSUPPORTED for any other dialect. */
function requireDialect(request: FastifyRequest): Draft | undefined {
  const draft = draftOf(request)
  if (draft !== undefined) requireKnown(draft)
  else if (request.headers['tus-resumable'] !== tusVersion)
    throw new ChairsideError('UPLOAD_VERSION_UNSUPPORTED')
  return draft
}

function readOffset({ headers }: FastifyRequest): number {
  const raw = headers['upload-offset']
  if (typeof raw === 'string' && /^\d{1,15}$/.test(raw)) return Number(raw)
  throw new ChairsideError({ code: 'BAD_REQUEST', found: 'upload-offset' })
}

function readLength({ headers }: FastifyRequest): number | undefined {
  const raw = headers['content-length']
  return raw === undefined ? undefined : Number(raw)
}

function writeDigest(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
}

function readDigest({ headers }: FastifyRequest): { digest?: string } {
  const raw = headers[wholeDigest]
  if (raw === undefined) return {}
  const [, base64] = (typeof raw === 'string' && /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(raw)) || []
  if (base64 === undefined) throw new ChairsideError({ code: 'BAD_REQUEST', found: 'upload-digest' })
  return { digest: Buffer.from(base64, 'base64').toString('hex') }
}
