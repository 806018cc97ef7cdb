/** One minute in milliseconds. */
export const minute = 60_000

/** One hour in milliseconds. */
export const hour = 3_600_000

/** One day in milliseconds. */
export const day = 24 * hour
