import type { Clock } from '../seams.ts'

/** The longest delay of `setTimeout`, in ms; a longer wait takes several timers. */
const longest = 2 ** 31 - 1

/** Keeps the process alive until the function that it gives is called. */
export function stayAwake(): () => void {
  const timer = setInterval(() => undefined, longest)
  return () => clearInterval(timer)
}

/** Milliseconds since any instant, with their fractions; for what the server measures of itself, never for its rules. */
export const elapsed = (): number => performance.now()

/** The system clock. A pending timer does not keep the process alive. */
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
