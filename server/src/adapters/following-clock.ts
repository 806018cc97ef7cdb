import type { Clock } from '../seams.ts'

/** A clock that can be set by another one, which several nodes share: then it matters little how far their own are off. */
export interface FollowingClock {
  readonly clock: Clock
  /** Sets it by `time`, in ms since the epoch, unless it goes right. Throws as `time`; then it goes on as before. */
  followTime(time: () => Promise<number>): Promise<void>
}

/** How far the clock may be off before it is set, in ms: it shall not be set back and forth. */
const fair = 500

/** @param own the clock of this machine, at which the other one begins */
export function createFollowingClock(own: Clock): FollowingClock {
  let ahead = 0
  return {
    clock: { now: () => own.now() + ahead, after: own.after },
    followTime: async (time) => {
      const asked = own.now()
      const there = await time()
      const answered = own.now()
      const off = there - (asked + answered) / 2
      // An answer that took long says little, and the next one comes soon.
      const unsure = (answered - asked) / 2
      if (Math.abs(off - ahead) > fair + unsure) ahead = Math.round(off)
    },
  }
}
