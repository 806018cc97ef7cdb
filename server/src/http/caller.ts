import { createHash, timingSafeEqual } from 'node:crypto'
import { ChairsideError } from '@chairside/protocol'
import type { FastifyRequest } from 'fastify'
import type { Identity } from '../domain/people/identity.ts'
import type { Tokens } from '../domain/people/token.ts'

export interface Callers {
  /** Who the bearer token says is here; verified once a request. Throws UNAUTHENTICATED or why it is refused. */
  participant(request: FastifyRequest): Promise<Identity>
  /** Throws UNAUTHENTICATED unless the bearer is a key of the embedding backend. */
  backend(request: FastifyRequest): void
}

export function createCallers(tokens: Tokens, apiKeys: readonly string[]): Callers {
  const wanted = apiKeys.map(digest)
  const verified = new WeakMap<FastifyRequest, Identity>()
  return {
    participant: async (request) => {
      const who = verified.get(request) ?? (await tokens.verify(bearer(request)))
      verified.set(request, who)
      return who
    },
    backend: (request) => {
      const given = digest(bearer(request))
      if (!wanted.some((one) => timingSafeEqual(given, one))) throw new ChairsideError('UNAUTHENTICATED')
    },
  }
}

function bearer({ headers }: FastifyRequest): string {
  const [, credentials] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (credentials === undefined) throw new ChairsideError('UNAUTHENTICATED')
  return credentials
}

// Digests have one length, so the comparison does not reveal the key's.
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
