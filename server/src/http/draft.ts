import { ChairsideError, type Refusal } from '@chairside/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Body, Offset } from '../domain/bytes/body.ts'
import { mediaTypeOf } from './media-type.ts'

/*
 * The IETF draft of resumable uploads (draft-ietf-httpbis-resumable-upload, 01 to 12), as URLSession of iOS 17 and newer
 * speaks it, and in the form without a version that is to become the standard.
 */

/** What a request says in the draft's words. */
export interface Draft {
  /**
   * The version that its client speaks (3 to 8), by which both sides know that they mean the same draft; undefined where
   * it names none, and `other` where it is not known here.
   */
  readonly version: number | 'other' | undefined
  /** Whether the content ends with this body; undefined where the request does not say. */
  readonly ends: boolean | undefined
}

/** The media type of a body that goes on with an upload. */
export const partialType = 'application/partial-upload'

/** The header of the version of the draft, on both sides. */
export const versionHeader = 'upload-draft-interop-version'

/** The first version whose PATCH must say by its media type that it goes on with an upload. */
const firstTyped = 6
/** The last version that says `Upload-Incomplete` where later ones say `Upload-Complete`. */
const lastIncomplete = 3
/** The version that calls the limit of time `expires`; later ones call it `max-age`. */
const withExpires = 6

/** What a request says in the words of the draft; undefined for one that speaks tus, or neither. */
export function draftOf({ headers }: Pick<FastifyRequest, 'headers'>): Draft | undefined {
  if (headers['tus-resumable'] !== undefined) return undefined
  const named = headers[versionHeader]
  const incomplete = readBoolean(headers['upload-incomplete'])
  const ends = readBoolean(headers['upload-complete']) ?? (incomplete === undefined ? undefined : !incomplete)
  if (named === undefined) return ends === undefined ? undefined : { version: undefined, ends }
  return { version: typeof named === 'string' && /^[3-8]$/.test(named) ? Number(named) : 'other', ends }
}

/** Throws UPLOAD_VERSION_UNSUPPORTED for a version of the draft that is not known here. */
export function requireKnown({ version }: Draft): void {
  if (version === 'other') throw new ChairsideError('UPLOAD_VERSION_UNSUPPORTED')
}

/** Throws MEDIA_TYPE_NOT_SUPPORTED unless a PATCH has the media type that its version wants (RFC 5789, section 2.2). */
export function requirePartial(request: FastifyRequest, reply: FastifyReply, { version }: Draft): void {
  const type = mediaTypeOf(request)
  if (type === partialType || (typeof version === 'number' && version < firstTyped)) return
  reply.header('accept-patch', partialType)
  throw new ChairsideError({ code: 'MEDIA_TYPE_NOT_SUPPORTED', ...(type !== '' && { type }) })
}

/** What a body states of the whole content: its sizes in bytes, and its SHA-256 by `Repr-Digest` (RFC 9530). */
export function readStated(
  { headers }: FastifyRequest,
  { ends }: Draft,
  { begin, length }: { readonly begin: number; readonly length: number | undefined },
): Pick<Body, 'totals' | 'digest'> {
  const total = headers['upload-length']
  const totals = [
    ...(typeof total === 'string' && /^\d{1,15}$/.test(total) ? [Number(total)] : []),
    ...(ends === true && length !== undefined ? [begin + length] : []),
  ]
  const [, base64] =
    /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(headers['repr-digest'] ?? '')) ?? []
  return base64 === undefined ? { totals } : { totals, digest: Buffer.from(base64, 'base64').toString('hex') }
}

/** Whether a request carries no body. */
export function isEmpty({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

/** The value of `Upload-Limit`: the size in bytes, and the seconds for which the upload can go on. */
export function limitsOf({ size, expiresAt }: Offset, { version }: Draft, now: number): string {
  if (expiresAt === undefined) return `max-size=${size}`
  const left = Math.max(0, Math.floor((expiresAt - now) / 1000))
  return `max-size=${size}, ${version === withExpires ? 'expires' : 'max-age'}=${left}`
}

/** Tells in headers where an upload stands. */
export function tellStand(reply: FastifyReply, stands: Offset, draft: Draft, now: number): void {
  const { offset, size } = stands
  const isWhole = offset === size
  if (typeof draft.version === 'number' && draft.version <= lastIncomplete)
    reply.header('upload-incomplete', isWhole ? '?0' : '?1')
  else reply.header('upload-complete', isWhole ? '?1' : '?0')
  reply
    .header('upload-offset', String(offset))
    .header('upload-length', String(size))
    .header('upload-limit', limitsOf(stands, draft, now))
}

const problems = 'https://iana.org/assignments/http-problem-types#'

/**
 * Adds to an error what the draft says in its own words: the offset, the limit, and a problem type (RFC 9457) beside our
 * own fields. `largest` is in bytes.
 */
export function explain(reply: FastifyReply, refusal: Refusal, largest: number): Refusal {
  const { code, limit, actual } = refusal.error
  if (code === 'UPLOAD_OFFSET_MISMATCH' && limit !== undefined) {
    reply.header('upload-offset', String(limit)).type('application/problem+json')
    const title = 'The offset of the request is not that of the upload'
    const offsets = { 'expected-offset': limit, 'provided-offset': actual }
    return { type: `${problems}mismatching-upload-offset`, title, ...offsets, ...refusal } as Refusal
  }
  if (code === 'SIZE_MISMATCH') {
    reply.header('upload-limit', `max-size=${limit ?? largest}`).type('application/problem+json')
    const title = 'The length of the request is not that of the upload'
    return { type: `${problems}inconsistent-upload-length`, title, ...refusal } as Refusal
  }
  return refusal
}

/** A boolean of RFC 9651, section 3.3.6; undefined for anything else, which counts as absent. */
function readBoolean(value: string | string[] | undefined): boolean | undefined {
  const [, digit] = (typeof value === 'string' && /^\?([01])\s*(?:;|$)/.exec(value)) || []
  return digit === undefined ? undefined : digit === '1'
}
