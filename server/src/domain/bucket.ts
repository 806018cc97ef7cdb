import type { Clock } from '../seams.ts'

/** A token bucket: it allows a burst, then a steady rate. */
export interface Bucket {
  /** Takes the amount if that much is left; else nothing, and gives false. */
  take(amount: number): boolean
  /** Takes the amount in any case. `left` may fall below 0, but only by what comes back in a second. */
  spend(amount: number): void
  readonly left: number
}

/** @param rate how much comes back in a second, until it holds `burst` */
export function createBucket(clock: Clock, rate: number, burst: number): Bucket {
  let held = burst
  let at = clock.now()
  const regain = (): void => {
    const now = clock.now()
    held = Math.min(burst, held + (Math.max(0, now - at) / 1000) * rate)
    at = now
  }
  return {
    take: (amount) => {
      regain()
      if (held < amount) return false
      held -= amount
      return true
    },
    spend: (amount) => {
      regain()
      held = Math.max(-rate, held - amount)
    },
    get left() {
      regain()
      return held
    },
  }
}
