import type { Clock } from '../../server/src/seams.ts'

/** A clock that stands still until a test moves it. Timers that come due run in the order of their times. */
export interface ManualClock extends Clock {
  /** Moves on by `ms` milliseconds. After each timer that comes due, one turn of the event loop passes. */
  advance(ms: number): Promise<void>
}

export function createManualClock(start = Date.parse('2026-11-20T14:00:00Z')): ManualClock {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= end).sort((left, right) => left.at - right.at)
        if (next === undefined) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.run()
        await breathe()
      }
      now = end
      await breathe()
    },
  }
}
