import type { Clock } from './seams.ts'

/** A stop takes no longer, in ms, whatever clients and stores do. What was acknowledged is safe at any moment. */
const stopsWithin = 9_000

/**
 * Resolves when the process is told to stop (SIGTERM, SIGINT). The process then ends after `stopsWithin` even if its stop
 * has not finished, and at once when it is told again. Gives how to call that off, for a stop that has finished.
 */
export async function untilSignal(clock: Clock): Promise<() => void> {
  await signal()
  const cancel = clock.after(stopsWithin, () => end('the stop did not finish in time', 0))
  void signal().then(() => end('it was told twice', 1))
  return cancel
}

const signal = (): Promise<unknown> =>
  new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve))

function end(why: string, code: number): void {
  process.stderr.write(`Chairside ends without waiting for the rest: ${why}.\n`)
  process.exit(code)
}
