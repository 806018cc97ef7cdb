import { ChairsideError } from '@chairside/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Judges the preconditions of a request against the entity tag of what it would get (RFC 9110, section 13.2.2). True if the
 * reader has it already: then the answer is 304, without a body. Throws CONTENT_CHANGED if the reader wants another content.
 */
export function isKnown({ headers }: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  if (!names(headers['if-match'] ?? '*', etag)) throw new ChairsideError('CONTENT_CHANGED')
  if (!names(headers['if-none-match']?.replaceAll('W/', '') ?? '', etag)) return false
  reply.code(304)
  return true
}

/** Whether a list of entity tags holds this one. A weak tag, `W/"…"`, never matches: those of contents are strong. */
const names = (list: string, etag: string): boolean =>
  list
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag)
