import type { Clock } from './seams.ts'

/** A stop takes no longer, in ms, whatever clients and stores do. What was acknowledged is safe at any moment. */
const stopsWithin = 9_000

/** Resolves when the process is told to stop (SIGTERM, SIGINT), from this call on. */
export const untilSignal = (): Promise<unknown> =>
  new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))

/**
 * Bounds a stop that begins now: the process ends after `stopsWithin` even if its stop has not finished, and at once
 * when it is told again; with `process.exitCode` where one is set. The function given calls that off, for a stop that has finished.
 */
export function boundStop(clock: Clock): () => void {
  void untilSignal().then(() => end('it was told twice', 1))
  return clock.after(stopsWithin, () => end('the stop did not finish in time'))
}

function end(why: string, code?: number): void {
  process.stderr.write(`Chairside ends without waiting for the rest: ${why}.\n`)
  process.exit(code)
}
