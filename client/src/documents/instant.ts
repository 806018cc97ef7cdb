import { type Instant, toInstant } from '@chairside/protocol'

/** A Date as an instant of the wire; null stays null. */
export const instantOf = (date: Date | null): Instant | null =>
  date === null ? null : toInstant(date.getTime())
