import type { Clock } from '../seams.ts'

/** Gives the thing of a key. It is made when its key is first asked for. */
export type Keyed<Thing> = (key: string) => Thing

/**
 * Drops things that were not asked for in `idle` ms and are not `busy`, all at once and no oftener than that: an order by age
 * would cost more than the things themselves.
 */
export function createKeyed<Thing>(
  clock: Clock,
  idle: number,
  { make, busy = () => false }: { make: () => Thing; busy?: (thing: Thing) => boolean },
): Keyed<Thing> {
  const known = new Map<string, { readonly thing: Thing; at: number }>()
  let swept = clock.now()
  return (key) => {
    const now = clock.now()
    if (now - swept >= idle) {
      swept = now
      for (const [other, { thing, at }] of known) if (now - at >= idle && !busy(thing)) known.delete(other)
    }
    const kept = known.get(key)
    if (kept !== undefined) {
      kept.at = now
      return kept.thing
    }
    const thing = make()
    known.set(key, { thing, at: now })
    return thing
  }
}
