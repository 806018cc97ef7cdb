import { ChairsideError } from '@chairside/protocol'
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'

/**
 * The public keys that an app publishes for its tokens (RFC 7517), cached for 10 minutes. Throws INTERNAL
 * when they cannot be fetched, which says nothing about the token.
 */
export function fetchAppKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { timeoutDuration: 5000, cacheMaxAge: 600_000 })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (cause) {
      if (isAboutToken(cause)) throw cause
      throw new ChairsideError('INTERNAL', { cause })
    }
  }
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}
