import type { Clock } from '../seams.ts'

export type Verdict = 'go' | 'refuse' | 'close'

/**
 * Two token buckets for one connection: so many commands a second and some more at once; and so many refusals, which
 * are forgiven at the same rate, so that a flood ends although some of it is let through.
 */
export function createRate(
  clock: Clock,
  { rate, burst, patience }: { rate: number; burst: number; patience: number },
): () => Verdict {
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
