import { ChairsideError, Handshake, protocolVersion } from '@chairside/protocol'
import { Check } from 'typebox/value'
import type { Identity } from '../domain/people/identity.ts'
import type { Tokens } from '../domain/people/token.ts'

export interface Arrival {
  readonly who: Identity
  readonly place: Handshake['place']
}

/** Who connects, in which version. Throws UNSUPPORTED_VERSION or what the token is refused with. */
export async function shakeHands(auth: unknown, tokens: Tokens): Promise<Arrival> {
  const version = typeof auth === 'object' && auth !== null && 'version' in auth ? auth.version : undefined
  if (version !== protocolVersion) {
    throw new ChairsideError({
      code: 'UNSUPPORTED_VERSION',
      limit: protocolVersion,
      seen: typeof version === 'number' ? String(version) : 'none',
    })
  }
  if (!Check(Handshake, auth)) {
    const named =
      typeof auth === 'object' && auth !== null && 'token' in auth && typeof auth.token === 'string'
    throw new ChairsideError(named ? { code: 'BAD_REQUEST', seen: 'the handshake' } : 'UNAUTHENTICATED')
  }
  return { who: await tokens.verify(auth.token), place: auth.place }
}
