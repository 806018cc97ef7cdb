import type { Clock } from './seams.ts'

/** The longest time of a stop without its drain, in ms, whatever clients and stores do. Acknowledged bytes are safe at any moment. */
const stopsWithin = 9_000

/** Resolves when the process is told to stop (SIGTERM, SIGINT), from this call on. */
export const untilSignal = (): Promise<unknown> =>
  new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))

/**
 * Bounds a stop that begins now and first lets people go for `drain` ms. When its time is over the process ends, with `process.exitCode` if that is set; a signal
 * from now on ends it at once, with 1. The function that it gives cancels the time limit: call it after the stop.
 */
export function boundStop(clock: Clock, drain: number): () => void {
  void untilSignal().then(() => end('it was told twice', 1))
  return clock.after(drain + stopsWithin, () => end('the stop did not finish in time'))
}

function end(why: string, code?: number): void {
  process.stderr.write(`Chairside ends without waiting for the rest: ${why}.\n`)
  process.exit(code)
}
