import type { Clock } from '../seams.ts'

export type Verdict = 'go' | 'refuse' | 'close'

/** A token bucket for one socket: so many commands a second, some more at once, and an end to patience. */
export function createRate(
  clock: Clock,
  { rate, burst, patience }: { rate: number; burst: number; patience: number },
): () => Verdict {
  let left = burst
  let at = clock.now()
  let refused = 0
  return () => {
    const now = clock.now()
    left = Math.min(burst, left + ((now - at) / 1000) * rate)
    at = now
    if (left >= 1) {
      left -= 1
      refused = 0
      return 'go'
    }
    refused += 1
    return refused > patience ? 'close' : 'refuse'
  }
}
