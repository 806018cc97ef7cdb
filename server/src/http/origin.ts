import { isAllowedBy } from '../allowed-origin.ts'
import type { Config } from '../config.ts'

/**
 * Gives the origin check: it passes the allowed origins, the server's own, and loopback outside production. `refused` is
 * told the others.
 */
export function createOriginRule(
  { allowedOrigins, production, publicUrl }: Config,
  own: () => string,
  refused: (origin: string) => void,
): (origin: string | undefined) => boolean {
  const allowed = [...allowedOrigins, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]
  return (origin) => {
    // Programs and pages of the same origin send no `Origin`.
    if (origin === undefined) return true
    if (allowed.some((entry) => isAllowedBy(entry, origin)) || origin === new URL(own()).origin) return true
    const may = !production && isLoopback(origin)
    if (!may) refused(origin)
    return may
  }
}

function isLoopback(origin: string): boolean {
  const url = URL.parse(origin)
  return url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}
