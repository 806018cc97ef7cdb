import type { Clock } from '../seams.ts'

export type Verdict = 'go' | 'refuse' | 'close'

interface Rate {
  /** Commands a second. */
  readonly rate: number
  /** Commands at once. */
  readonly burst: number
  /** Refusals until the connection is closed. */
  readonly patience: number
}

/**
 * One rate for each person, whatever connections they come on. A person is forgotten once their rate would be as good
 * as new.
 */
export function createRates(clock: Clock, settings: Rate): (person: string) => Verdict {
  const { rate, burst, patience } = settings
  const fresh = (Math.max(burst, patience) / rate) * 1000
  /** In the order of their last command. */
  const known = new Map<string, { readonly judge: () => Verdict; readonly at: number }>()
  return (person) => {
    const now = clock.now()
    for (const [other, { at }] of known) {
      if (now - at < fresh) break
      known.delete(other)
    }
    const judge = known.get(person)?.judge ?? createRate(clock, settings)
    known.delete(person)
    known.set(person, { judge, at: now })
    return judge()
  }
}

/**
 * Two token buckets for one connection: so many commands a second and some more at once; and so many refusals, which
 * are forgiven at the same rate, so that a flood ends although some of it is let through.
 */
export function createRate(clock: Clock, { rate, burst, patience }: Rate): () => Verdict {
  let left = burst
  let refused = 0
  let at = clock.now()
  return () => {
    const now = clock.now()
    const regained = (Math.max(0, now - at) / 1000) * rate
    left = Math.min(burst, left + regained)
    refused = Math.max(0, refused - regained)
    at = now
    if (left >= 1) {
      left -= 1
      return 'go'
    }
    refused += 1
    return refused > patience ? 'close' : 'refuse'
  }
}
