import { createHash } from 'node:crypto'
import { ChairsideError, type DocumentOffer } from '@chairside/protocol'

/** An offer, to tell a retry from another command with the same id. */
export function digestOf({ id, ...offer }: DocumentOffer): string {
  const fields = Object.entries(offer).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/**
 * An expiry of the wire in ms since the epoch; null for none. Throws BAD_REQUEST unless it is in the future, and not more
 * than `years` away.
 */
export function readExpiry(expiresAt: string | null | undefined, now: number, years: number): number | null {
  if (expiresAt === null || expiresAt === undefined) return null
  const at = Date.parse(expiresAt)
  if (at <= now)
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'expiry-in-past', field: '/expiresAt' })
  const latest = new Date(now)
  if (at > latest.setUTCFullYear(latest.getUTCFullYear() + years))
    throw new ChairsideError({
      code: 'BAD_REQUEST',
      found: 'expiry-too-far',
      field: '/expiresAt',
      limit: years,
    })
  return at
}
