import type { Clock, Quota, RateCounter, RatePolicy } from '../seams.ts'
import { type Bucket, createBucket } from './bucket.ts'
import { createKeyed } from './keyed.ts'

/** What one policy counts, by key. */
export interface Counted {
  /** Takes one for a key; false, and nothing is taken, when none is left here or on all nodes together. */
  take(key: string): boolean
  left(key: string): number
}

interface Count {
  readonly bucket: Bucket
  /** What was taken here and not said to the other nodes. */
  unsaid: number
  asking: boolean
  /** Until when (ms since the epoch) all nodes together have used up the quota. */
  until: number
}

/**
 * Decides by this node's own bucket, so that no command waits for another program. With a `counter` what was taken is told to all
 * nodes after it, `batch` at a time, so that hardly a command costs a message: of a key that goes over the quota on several nodes,
 * some more is let through than on one.
 */
export function createCounted(
  clock: Clock,
  policy: RatePolicy,
  { rate, burst, batch }: Quota,
  counter: RateCounter | undefined,
): Counted {
  const counts = createKeyed<Count>(clock, 1000 * (1 + burst / rate), {
    make: () => ({ bucket: createBucket(clock, rate, burst), unsaid: 0, asking: false, until: 0 }),
  })

  const say = async (key: string, count: Count, to: RateCounter): Promise<void> => {
    if (count.asking) return
    count.asking = true
    while (count.unsaid >= batch) {
      const points = count.unsaid
      count.unsaid = 0
      const wait = await to.count(policy, key, points)
      if (wait > 0) count.until = clock.now() + wait
    }
    count.asking = false
  }

  return {
    take: (key) => {
      const count = counts(key)
      if (count.until > clock.now() || !count.bucket.take(1)) return false
      if (counter !== undefined) {
        count.unsaid += 1
        if (count.unsaid >= batch) void say(key, count, counter)
      }
      return true
    },
    left: (key) => {
      const count = counts(key)
      return count.until > clock.now() ? 0 : Math.max(0, Math.floor(count.bucket.left))
    },
  }
}
