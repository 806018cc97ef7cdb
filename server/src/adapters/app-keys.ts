import { ChairsideError } from '@chairside/protocol'
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'

/**
 * The public keys that an app publishes for its tokens (RFC 7517). They are fetched when they are old and when a token
 * names an unknown key, at most once in `limits.appKeysPause`. While fetching fails, known keys serve until they are
 * `limits.appKeysServe` old. Throws KEYS_UNAVAILABLE when they are older, or when a key is unknown and fetching fails.
 */
export function fetchAppKeys(
  url: URL,
  { clock, limits, log }: { clock: Clock; limits: Limits; log: Log },
): JWTVerifyGetKey {
  // When to fetch is decided below, by the server's own clock.
  const never = Number.POSITIVE_INFINITY
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: limits.appKeysFetch,
    cacheMaxAge: never,
    cooldownDuration: never,
  })
  let fetchedAt = -never
  let triedAt = -never
  let loggedAt = -never
  let failing = false
  let running: Promise<void> | undefined

  const fetchThem = async (): Promise<void> => {
    triedAt = clock.now()
    try {
      await keys.reload()
      fetchedAt = clock.now()
      failing = false
    } catch (error) {
      failing = true
      if (clock.now() - loggedAt < limits.appKeysLog) return
      loggedAt = clock.now()
      log.error({ err: error }, 'the keys of the app cannot be fetched')
    }
  }

  /** Resolves when no fetch runs any more; never rejects. */
  const refresh = async (): Promise<void> => {
    if (running === undefined && clock.now() - triedAt >= limits.appKeysPause)
      running = fetchThem().finally(() => {
        running = undefined
      })
    await running
  }

  const age = (): number => clock.now() - fetchedAt
  const unavailable = (cause?: unknown): ChairsideError => {
    const wait = Math.ceil((triedAt + limits.appKeysPause - clock.now()) / 1000)
    return new ChairsideError({ code: 'KEYS_UNAVAILABLE', retryAfter: Math.max(wait, 1) }, { cause })
  }

  return async (header, token) => {
    if (age() >= limits.appKeysFresh) {
      const fetched = refresh()
      // While fetching fails, a token with a known key does not wait for it.
      if (!failing || age() >= limits.appKeysServe) await fetched
    }
    if (age() >= limits.appKeysServe) throw unavailable()
    try {
      return await keys(header, token).catch(async (error) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await refresh()
        return keys(header, token)
      })
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey && failing) throw unavailable(cause)
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
