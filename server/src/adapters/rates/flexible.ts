import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import type { RateCounter, RatePolicy } from '../../seams.ts'

/** Counts by limiters of rate-limiter-flexible, one for each policy. */
export function createRateCounter(
  limiters: Readonly<Record<RatePolicy, Pick<RateLimiterAbstract, 'consume'>>>,
): RateCounter {
  return {
    count: async (policy, key, points) => {
      try {
        await limiters[policy].consume(key, points)
        return 0
      } catch (refused) {
        // Anything else than its own answer is a failure: each node then goes by what it counts itself.
        if (typeof refused !== 'object' || refused === null || !('msBeforeNext' in refused)) return 0
        return Number(refused.msBeforeNext)
      }
    },
  }
}
