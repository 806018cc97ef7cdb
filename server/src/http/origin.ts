import { isAllowedBy } from '../allowed-origin.ts'
import type { Config } from '../config.ts'
import { isLoopback } from '../loopback.ts'

/** Gives the origin check: it passes the allowed origins, the server's own, and loopback outside production. */
export function createOriginRule(
  { allowedOrigins, production, publicUrl }: Config,
  own: () => string,
): (origin: string | undefined) => boolean {
  const allowed = [...allowedOrigins, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]
  return (origin) => {
    // Programs and pages of the same origin send no `Origin`.
    if (origin === undefined) return true
    if (allowed.some((entry) => isAllowedBy(entry, origin)) || origin === new URL(own()).origin) return true
    return !production && isLoopback(URL.parse(origin)?.hostname ?? '')
  }
}
