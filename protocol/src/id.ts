import { type Static, Type } from 'typebox'

/** The pattern of an `AppId`. */
export const appIdPattern = '^[A-Za-z0-9._:@|~-]+$'

/** An id that the embedding app owns: an appointment, or a person (the `sub` of a token). */
export const AppId = Type.String({ minLength: 1, maxLength: 128, pattern: appIdPattern })

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

/** The pattern of a `GivenInstant`. The server recognises such instants in a schema by it. */
export const givenInstantPattern =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt]([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d{1,9})?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$'

/**
 * An instant as callers may write it: RFC 3339, section 5.6, with an offset or `Z` and up to nine digits of a second. The
 * server turns it into an `Instant`.
 */
export const GivenInstant = Type.String({ pattern: givenInstantPattern })

/** A `GivenInstant` as the wire writes it; undefined for a day that no month has, and outside of the years 0 to 9999. */
export function normalizeInstant(given: string): Instant | undefined {
  const text = given.toUpperCase()
  const day = text.slice(0, 10)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // `Date` takes the 30th of February for a day of March.
  if (Number.isNaN(midnight) || !toInstant(midnight).startsWith(day)) return undefined
  // A leap second is the first one of the next minute.
  const at = Date.parse(text.replace(':60', ':59')) + (text.includes(':60') ? 1000 : 0)
  const instant = toInstant(at)
  return /^\d{4}-/.test(instant) ? instant : undefined
}

/** Milliseconds since the epoch as an instant of the wire. */
export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString()
}

/** An instant of the wire as a Date; undefined stays undefined. */
export const dateOf = (instant: Instant | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant)

/** The answer of a command that has nothing to tell. */
export const Nothing = Type.Object({}, { additionalProperties: false })
