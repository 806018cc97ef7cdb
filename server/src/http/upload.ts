import { ChairsideError, routes } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Offset } from '../domain/bytes/body.ts'
import { isLineCut } from '../domain/bytes/intake.ts'
import { watchPace } from './pace.ts'
import { type Given, serve } from './route.ts'

/*
 * tus 1.0.0 core, termination and expiration (tus.io/protocols/resumable-upload): the upload exists once its file is
 * offered, so there is no creation here.
 */

const tusVersion = '1.0.0'
const bodyType = routes.sendBytes.takesAs

/**
 * What a resume is held against: HEAD answers the digest of the bytes up to `Upload-Offset`, where it is known, and a
 * PATCH may say that of the whole file. Both are written as a dictionary of RFC 9530, whose own fields mean the
 * representation of the answer or the patch itself.
 */
const prefixDigest = 'upload-prefix-digest'
const wholeDigest = 'upload-digest'

export function serveUploads(app: FastifyInstance, given: Given): void {
  const { exchange, callers, clock } = given
  const { uploads, transfers, reading } = exchange
  const { limits } = given.config
  app.register(async (tus) => {
    // The body is read by the path of the bytes, whatever it calls itself.
    tus.removeAllContentTypeParsers()
    tus.addContentTypeParser('*', (_request, _payload, done) => done(null))
    tus.addHook('onSend', async (_request, reply) => {
      reply.header('tus-resumable', tusVersion).header('cache-control', 'no-store')
      if (reply.statusCode === 412) reply.header('tus-version', tusVersion)
    })
    const stands = async (
      reply: FastifyReply,
      id: string,
      { offset, size, digest }: Offset,
    ): Promise<FastifyReply> => {
      if (digest !== undefined) reply.header(prefixDigest, writeDigest(digest))
      const expiry = offset === size ? undefined : await reading.uploadExpiry(id)
      if (expiry !== undefined) reply.header('upload-expires', new Date(expiry).toUTCString())
      return reply.header('upload-offset', String(offset)).header('upload-length', String(size)).send()
    }

    serve(
      tus,
      given,
      routes.describeUploads,
      (_request, reply) =>
        reply
          .code(204)
          .header('tus-version', tusVersion)
          .header('tus-extension', 'termination,expiration')
          .header('tus-max-size', String(limits.transfer.bytes))
          .send(),
      // Programs ask it too. They are no pages, so their question is no preflight.
      { cors: { strictPreflight: false, preflightContinue: true } },
    )

    serve(tus, given, routes.findUpload, async (request, reply) => {
      const who = await callers.participant(request)
      requireVersion(request)
      const { id } = request.params
      return stands(reply.code(200), id, await uploads.where(who, id))
    })

    serve(tus, given, routes.sendBytes, async (request, reply) => {
      const who = await callers.participant(request)
      requireVersion(request)
      if (request.headers['content-type'] !== bodyType) {
        throw new ChairsideError({ code: 'BAD_REQUEST', found: 'not-offset-stream' })
      }
      const [offset, length, digest] = [readOffset(request), readLength(request), readDigest(request)]
      const pace = watchPace(request.raw, clock, limits)
      try {
        const body = { source: request.raw, offset, length, pace: pace.signal, ...digest }
        const received = await uploads.receive(who, request.params.id, body)
        if (received.problem !== null) throw new ChairsideError(received.problem)
        return stands(reply.code(204), request.params.id, received)
      } catch (error) {
        if (isLineCut(error)) return reply.hijack()
        throw error
      } finally {
        pace.end()
      }
    })

    serve(tus, given, routes.endUpload, async (request, reply) => {
      const who = await callers.participant(request)
      requireVersion(request)
      await transfers.withdrawFile(who, request.params.id)
      // Answered when its last write is over, too.
      await uploads.stop(request.params.id, new ChairsideError('WITHDRAWN'))
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
