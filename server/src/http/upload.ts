import { ChairsideError, type Route, routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Offset } from '../domain/bytes/body.ts'
import { isLineCut } from '../domain/bytes/intake.ts'
import type { Reception } from '../domain/bytes/reception.ts'
import { fileKind } from '../domain/live/owner.ts'
import type { Identity } from '../domain/people/identity.ts'
import { mediaTypeOf } from './media-type.ts'
import { watchPace } from './pace.ts'
import { type Given, serve, type WithLimits } from './route.ts'

/*
 * tus 1.0.0 core, termination and expiration (tus.io/protocols/resumable-upload). The upload exists once its file is
 * offered, so there is no creation here.
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

/** One handler for every kind of upload. */
export function serveUploadsOf(
  app: FastifyInstance,
  given: Pick<Given, 'callers' | 'clock'> & WithLimits,
  { routes: { describe, find, send, end }, reception, caller, largest, end: giveUp }: UploadAddresses,
): void {
  const { callers, clock } = given
  const { limits } = given.config
  const callerOf = caller ?? callers.participant
  app.register(async (tus) => {
    // `reception` reads the body, whatever its media type is.
    tus.removeAllContentTypeParsers()
    tus.addContentTypeParser('*', (_request, _payload, done) => done(null))
    tus.addHook('onSend', async (_request, reply) => {
      reply.header('tus-resumable', tusVersion).header('cache-control', 'no-store')
      if (reply.statusCode === 412) reply.header('tus-version', tusVersion)
    })
    const answer = (reply: FastifyReply, { offset, size, digest, expiresAt }: Offset): FastifyReply => {
      if (digest !== undefined) reply.header(prefixDigest, writeDigest(digest))
      if (expiresAt !== undefined) reply.header('upload-expires', new Date(expiresAt).toUTCString())
      return reply.header('upload-offset', String(offset)).header('upload-length', String(size)).send()
    }

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
        requireVersion(request)
        return answer(reply.code(200), await reception.where(who, request.params.id))
      },
      unrated,
    )

    serve(
      tus,
      given,
      send,
      async (request, reply) => {
        const who = await callerOf(request)
        requireVersion(request)
        if (mediaTypeOf(request) !== bodyType) {
          throw new ChairsideError({ code: 'BAD_REQUEST', found: 'not-offset-stream' })
        }
        const [offset, length, digest] = [readOffset(request), readLength(request), readDigest(request)]
        const pace = watchPace(request.raw, clock, limits)
        try {
          const body = { source: request.raw, offset, length, pace: pace.signal, ...digest }
          const received = await reception.receive(who, request.params.id, body)
          if (received.problem !== null) throw new ChairsideError(received.problem)
          return answer(reply.code(204), received)
        } catch (error) {
          if (isLineCut(error)) return reply.hijack()
          throw error
        } finally {
          pace.end()
        }
      },
      unrated,
    )

    serve(tus, given, end, async (request, reply) => {
      const who = await callerOf(request)
      requireVersion(request)
      await giveUp(who, request.params.id)
      return reply.code(204).send()
    })
  })
}

function requireVersion({ headers }: FastifyRequest): void {
  if (headers['tus-resumable'] !== tusVersion) throw new ChairsideError('UPLOAD_VERSION_UNSUPPORTED')
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
