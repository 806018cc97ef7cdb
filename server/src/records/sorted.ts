/*
 * The rows of one appointment are few, and are sorted here: a database without an index of their order would sort them too,
 * and with one might not use it.
 */

export const byPosition = (
  one: { readonly position: number },
  other: { readonly position: number },
): number => one.position - other.position

/** Oldest first; of the same instant, in the order of the ids. */
export const byTime = (
  one: { readonly at: number; readonly id: string },
  other: { readonly at: number; readonly id: string },
): number => one.at - other.at || (one.id < other.id ? -1 : 1)
