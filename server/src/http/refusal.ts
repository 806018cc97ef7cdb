import {
  ChairsideError,
  type ErrorCode,
  errorHeader,
  errorKinds,
  FileCommand,
  normalizeId,
  type WireError,
} from '@chairside/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Check } from 'typebox/value'
import type { Refusals } from '../domain/people/refusal.ts'
import type { Log } from '../log.ts'
import { toWire } from '../wire-error.ts'
import { mediaTypeOf } from './media-type.ts'

/** The headers that describe a content. An error with them would be saved under the file's name. */
const ofContent = ['content-disposition', 'content-range', 'content-length', 'accept-ranges', 'etag']

/** Answers an error with its status of `errorKinds`, with `retry-after` if it has one, and with `more` fields beside it. */
export function refuse(reply: FastifyReply, error: WireError, more: object = {}): FastifyReply {
  const { status } = errorKinds[error.code]
  for (const name of ofContent) reply.removeHeader(name)
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
  // RFC 6750, section 3.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="chairside"')
  // The answer to a HEAD has no body to carry the code.
  reply.header(errorHeader, error.code)
  return reply
    .code(status)
    .type('application/json')
    .send({ ...more, error })
}

export function handleErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (reply.raw.headersSent) {
      // The answer has begun, so only a cut connection can tell that it is not whole.
      reply.raw.destroy()
      return reply
    }
    return refuse(
      reply,
      toWire(
        translate(error, request),
        log,
        { route: request.routeOptions.url ?? 'none', request: request.id },
        ({ cause }) => {
          request.cause = cause
        },
      ),
    )
  })
  app.setNotFoundHandler((_, reply) => refuse(reply, new ChairsideError('UNKNOWN_COMMAND').toWire()))
}

/** Notes every refusal that is answered: of what, to whom, from where. */
export function noteRefusals(app: FastifyInstance, refusals: Refusals): void {
  app.addHook('onSend', async (request, reply) => {
    const code = reply.getHeader(errorHeader)
    if (code === undefined) return
    if (code === 'INTERNAL') return refusals.failed()
    const { method, routeOptions, who, address, id, cause, refused } = request
    refusals.note({
      code: refused ?? (code as ErrorCode),
      where: `${method} ${routeOptions.url ?? 'none'}`,
      who,
      file: fileOf(request),
      address,
      request: id,
      cause,
    })
  })
}

/** The file that a request is about, where its path, its ticket or its command names one. */
function fileOf({ fileId, routeOptions: { url = '' }, params, body }: FastifyRequest): string | undefined {
  if (fileId !== undefined) return fileId
  const named = url.startsWith('/v1/files/') ? params : url.includes('/commands/file::') ? body : undefined
  return Check(FileCommand, named) ? normalizeId(named.id) : undefined
}

/** Turns an error of Fastify or its multipart reader into ours. */
function translate(error: FastifyError, request: FastifyRequest): Error {
  const { code } = error
  switch (code) {
    case 'FST_ERR_VALIDATION':
      return error.cause instanceof ChairsideError ? error.cause : new ChairsideError('BAD_REQUEST')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ChairsideError({ code: 'BAD_REQUEST', found: 'not-json' }, { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ChairsideError({ code: 'MEDIA_TYPE_NOT_SUPPORTED', ...typeIn(request) }, { cause: error })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ChairsideError(
        { code: 'BODY_TOO_LARGE', limit: request.routeOptions.bodyLimit },
        { cause: error },
      )
    default:
      // A script, by its If-Match.
      if (error.statusCode === 412) return new ChairsideError('CONTENT_CHANGED', { cause: error })
      if (error instanceof ChairsideError || error.statusCode === undefined || error.statusCode >= 500)
        return error
      return new ChairsideError('BAD_REQUEST', { cause: error })
  }
}

/** The media type of a body, as a detail of an error; no detail if it is not well-formed. */
export function typeIn(request: FastifyRequest): { type?: string } {
  const type = mediaTypeOf(request)
  return type === '' ? {} : { type }
}
