import { type Static, Type } from 'typebox'

/** An id that the embedding app owns: an appointment, or a person (the `sub` of a token). */
export const AppId = Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9._:@|~-]+$' })

/** The pattern of a `CallerId`. The server recognises such ids in a schema by it. */
export const callerIdPattern = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'

/**
 * A UUID that the caller of a creating command makes, so that a repeated command acts once. Swift writes capitals; the
 * server turns them into the one written form, lower case (RFC 9562, section 4).
 */
export const CallerId = Type.String({ pattern: callerIdPattern })

/** The one written form of a CallerId. */
export const normalizeId = (id: string): string => id.toLowerCase()

/** An instant in UTC, as in `2026-11-20T14:03:00.000Z` (RFC 3339, always with Z). */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$',
})
export type Instant = Static<typeof Instant>

/** Milliseconds since the epoch as an instant of the wire. */
export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString()
}

/** An instant of the wire as a Date; undefined stays undefined. */
export const dateOf = (instant: Instant | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant)

/** The answer of a command that has nothing to tell. */
export const Nothing = Type.Object({}, { additionalProperties: false })
