import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'

/** The public keys that an app publishes for its tokens (RFC 7517), fetched when needed and kept for a while. */
export function fetchAppKeys(url: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(url, { timeoutDuration: 5000, cacheMaxAge: 600_000 })
}
