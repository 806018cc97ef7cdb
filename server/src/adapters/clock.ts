import type { Clock } from '../seams.ts'

/** What a timer of the platform can hold; a longer wait is made of several. */
const longest = 2 ** 31 - 1

/** The machine's own time. A pending timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > longest ? wait(left - longest) : then()), Math.min(left, longest))
      timer.unref()
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}
