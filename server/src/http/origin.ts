import type { Config } from '../config.ts'

/** Tells which pages may use the server: exactly the allowed origins, and the server's own. */
export function createOriginRule(
  { allowedOrigins, production, publicUrl }: Config,
  own: () => string,
): (origin: string | undefined) => boolean {
  const allowed = new Set(allowedOrigins)
  if (publicUrl !== undefined) allowed.add(new URL(publicUrl).origin)
  return (origin) => {
    // Programs and pages of the same origin send none.
    if (origin === undefined) return true
    if (allowed.has(origin) || origin === new URL(own()).origin) return true
    return !production && isLoopback(origin)
  }
}

function isLoopback(origin: string): boolean {
  const url = URL.parse(origin)
  return url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}
