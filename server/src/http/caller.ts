import { createHash, timingSafeEqual } from 'node:crypto'
import { ChairsideError, normalizeId, proofHeader } from '@chairside/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { About, Acting } from '../domain/documents/acting.ts'
import type { Accesses, AccessIdentity } from '../domain/documents/links/accesses.ts'
import { appointmentOf, type Identity, linkKey, personOf } from '../domain/people/identity.ts'
import type { Tokens } from '../domain/people/token.ts'
import { type Origin, quotasOf, type Rates, tooFast } from '../domain/rate.ts'
import type { Limits } from '../limits.ts'
import { rateHeaders } from './rate-headers.ts'

export interface Callers {
  /** The identity that the bearer token names; verified once a request. Throws UNAUTHENTICATED, or why it is refused. */
  participant(request: FastifyRequest): Promise<Identity>
  /** Throws UNAUTHENTICATED unless the bearer is a key of the embedding backend. */
  backend(request: FastifyRequest): void
  /**
   * The identity that the bearer token names, or for a key of the embedding backend the person in whose place it acts.
   * Throws as `participant` does, and NOT_FOUND.
   */
  either(request: FastifyRequest, about: About): Promise<Identity>
  /**
   * The identity of the page whose proof comes with a request about its access session. Counts the request of the first call,
   * which has the reply, before the proof is kept. Throws ACCESS_ENDED and RATE_LIMITED.
   */
  access(request: FastifyRequest, reply?: FastifyReply): Promise<AccessIdentity>
  /** Whether the bearer is a key of the embedding backend. Throws UNAUTHENTICATED without a bearer. */
  isBackend(request: FastifyRequest): boolean
  /** Throws UNAUTHENTICATED unless the bearer is the token of the metrics. */
  metrics(request: FastifyRequest): void
  /** Counts a request of a person. Throws RATE_LIMITED. */
  count(who: Identity, request: FastifyRequest, reply: FastifyReply): void
  /** Counts a request with a link, which needs no token. Throws RATE_LIMITED. */
  countLink(link: string, request: FastifyRequest, reply: FastifyReply): void
  /** Begins work for a person; the function that it gives ends it. */
  begin(who: Identity): () => void
}

export function createCallers({
  tokens,
  acting,
  accesses,
  apiKeys,
  metricsToken,
  rates,
  limits,
}: {
  tokens: Tokens
  acting: Acting
  accesses: Pick<Accesses, 'identify'>
  apiKeys: readonly string[]
  metricsToken: string | undefined
  rates: Rates
  limits: Limits
}): Callers {
  const wanted = apiKeys.map(digest)
  const ofMetrics = metricsToken === undefined ? undefined : digest(metricsToken)
  const verified = new WeakMap<FastifyRequest, Identity>()
  const proven = new WeakMap<FastifyRequest, AccessIdentity>()
  const isBackend = (request: FastifyRequest): boolean => {
    const given = digest(bearer(request))
    return wanted.some((one) => timingSafeEqual(given, one))
  }
  const participant = async (request: FastifyRequest): Promise<Identity> => {
    const who = verified.get(request) ?? (await tokens.verify(bearer(request)))
    verified.set(request, who)
    request.who = who
    return who
  }
  const quotas = quotasOf(limits)
  const count = (
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    appointment?: Origin['appointment'],
  ): void => {
    const fits = rates.brought(key, bytesOf(request, limits))
    const verdict = rates.judge(key, { appointment, address: request.address })
    // What others of the appointment or the network do is told to nobody, unless it refuses something.
    const isCrowd = verdict === 'appointment' || verdict === 'address'
    const policy = isCrowd ? verdict : 'person'
    const refusal = verdict === 'go' && fits ? undefined : tooFast(limits, fits ? verdict : 'many-bytes')
    const left = isCrowd ? 0 : rates.left(key)
    reply.headers(rateHeaders(policy, quotas[policy], left, refusal?.toWire().retryAfter))
    if (verdict === 'close') reply.header('connection', 'close')
    if (refusal !== undefined) throw refusal
  }
  const countPerson = (who: Identity, request: FastifyRequest, reply: FastifyReply): void =>
    count(personOf(who), request, reply, appointmentOf(who))
  /** A proof serves once, so it is read once a request. */
  const access = async (request: FastifyRequest, reply?: FastifyReply): Promise<AccessIdentity> => {
    const proof = request.headers[proofHeader]
    if (typeof proof !== 'string') throw new ChairsideError('ACCESS_ENDED')
    const { id } = request.params as { id: string }
    const [path = ''] = request.url.split('?')
    const asked = { method: request.method, path, access: normalizeId(id) }
    const known = (who: AccessIdentity): void => {
      request.who = who
      if (reply !== undefined) countPerson(who, request, reply)
    }
    const who = proven.get(request) ?? (await accesses.identify(proof, asked, known))
    proven.set(request, who)
    request.who = who
    return who
  }
  return {
    participant,
    access,
    isBackend,
    either: (request, about) => (isBackend(request) ? acting.for(about) : participant(request)),
    backend: (request) => {
      if (!isBackend(request)) throw new ChairsideError('UNAUTHENTICATED')
    },
    metrics: (request) => {
      if (ofMetrics === undefined || !timingSafeEqual(digest(bearer(request)), ofMetrics))
        throw new ChairsideError('UNAUTHENTICATED')
    },
    count: countPerson,
    countLink: (link, request, reply) => count(linkKey(link), request, reply),
    begin: (who) => rates.begin(personOf(who)),
  }
}

/** The bytes that a body announces; when it announces no length, the most that it may have. */
function bytesOf({ headers }: FastifyRequest, { command }: Limits): number {
  if (headers['transfer-encoding'] !== undefined) return command
  return Math.min(Number(headers['content-length'] ?? 0), command)
}

function bearer({ headers }: FastifyRequest): string {
  const [, credentials] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (credentials === undefined) throw new ChairsideError('UNAUTHENTICATED')
  return credentials
}

// Digests all have one length, so the comparison does not reveal the length of the key.
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
