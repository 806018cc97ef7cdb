import { createManualClock, type ManualClock } from './clock.ts'

/** A clock that counts the requests that wait for news: those that wait now, and all that ever began to. */
export function countingClock(): { clock: ManualClock; waits: () => number; begun: () => number } {
  const clock = createManualClock()
  let [waits, begun] = [0, 0]
  const after: ManualClock['after'] = (ms, then) => {
    if (ms !== 25_000) return clock.after(ms, then)
    waits += 1
    begun += 1
    const cancel = clock.after(ms, then)
    return () => {
      waits -= 1
      cancel()
    }
  }
  return { clock: { ...clock, after }, waits: () => waits, begun: () => begun }
}
