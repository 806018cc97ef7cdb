import { CallerId, ChairsideError } from '@chairside/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Limits } from '../config.ts'
import type { Offset } from '../domain/bytes/body.ts'
import { isLineCut } from '../domain/bytes/intake.ts'
import type { Exchange } from '../domain/domain.ts'
import type { Clock } from '../seams.ts'
import type { Callers } from './caller.ts'
import { watchPace } from './pace.ts'

/*
 * tus 1.0.0 core, termination and expiration (tus.io/protocols/resumable-upload): the upload exists once its file is
 * offered, so there is no creation here.
 */

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How one route differs from the others; @fastify/cors reads it and leaves the type to us. */
    cors?: { strictPreflight: boolean; preflightContinue: boolean }
  }
}

const tusVersion = '1.0.0'
const bodyType = 'application/offset+octet-stream'

/**
 * What a resume is held against: HEAD answers the digest of the bytes up to `Upload-Offset`, where it is known, and a
 * PATCH may say that of the whole file. Both are written as a dictionary of RFC 9530, whose own fields mean the
 * representation of the answer or the patch itself.
 */
const prefixDigest = 'upload-prefix-digest'
const wholeDigest = 'upload-digest'

const ById = Type.Object({ id: CallerId })
type ById = { Params: Static<typeof ById> }

export function serveUploads(
  app: FastifyInstance,
  { uploads, transfers, reading }: Exchange,
  callers: Callers,
  clock: Clock,
  limits: Limits,
): void {
  app.register(async (tus) => {
    // The body is read by the path of the bytes, whatever it calls itself.
    tus.removeAllContentTypeParsers()
    tus.addContentTypeParser('*', (_request, _payload, done) => done(null))
    tus.addHook('onSend', async (_request, reply) => {
      reply.header('tus-resumable', tusVersion).header('cache-control', 'no-store')
      if (reply.statusCode === 412) reply.header('tus-version', tusVersion)
    })
    const path = '/v1/files/:id/upload'
    const schema = { params: ById }
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

    tus.options<ById>(
      path,
      {
        // Asked by programs too, who are no page and send no preflight.
        config: { cors: { strictPreflight: false, preflightContinue: true } },
        schema: { ...schema, summary: 'What uploads here can do (tus)' },
      },
      (_request, reply) =>
        reply
          .code(204)
          .header('tus-version', tusVersion)
          .header('tus-extension', 'termination,expiration')
          .header('tus-max-size', String(limits.transfer.bytes))
          .send(),
    )

    tus.head<ById>(
      path,
      {
        config: { swagger: { exposeHeadRoute: true } },
        schema: { ...schema, summary: 'Where an upload stands (tus)' },
      },
      async (request, reply) => {
        const who = await callers.participant(request)
        requireVersion(request)
        const { id } = request.params
        return stands(reply.code(200), id, await uploads.where(who, id))
      },
    )

    tus.patch<ById>(
      path,
      { schema: { ...schema, summary: 'Bytes of a file from an offset on (tus)' } },
      async (request, reply) => {
        const who = await callers.participant(request)
        requireVersion(request)
        if (request.headers['content-type'] !== bodyType) {
          throw new ChairsideError({ code: 'BAD_REQUEST', seen: `the body must be ${bodyType}` })
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
      },
    )

    tus.delete<ById>(
      path,
      { schema: { ...schema, summary: 'Withdraw a file (tus termination)' } },
      async (request, reply) => {
        const who = await callers.participant(request)
        requireVersion(request)
        await transfers.withdrawFile(who, request.params.id)
        // Answered when its last write is over, too.
        await uploads.stop(request.params.id, new ChairsideError('WITHDRAWN'))
        return reply.code(204).send()
      },
    )
  })
}

function requireVersion({ headers }: FastifyRequest): void {
  if (headers['tus-resumable'] !== tusVersion) throw new ChairsideError('UPLOAD_VERSION_UNSUPPORTED')
}

function readOffset({ headers }: FastifyRequest): number {
  const raw = headers['upload-offset']
  if (typeof raw === 'string' && /^\d{1,15}$/.test(raw)) return Number(raw)
  throw new ChairsideError({ code: 'BAD_REQUEST', seen: 'Upload-Offset must be a whole number' })
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
  if (base64 === undefined)
    throw new ChairsideError({ code: 'BAD_REQUEST', seen: 'Upload-Digest must be sha-256=:…: (RFC 9530)' })
  return { digest: Buffer.from(base64, 'base64').toString('hex') }
}
