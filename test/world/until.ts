import { onTestFinished } from 'vitest'

/** A deadline is so many times what is promised. vitest.config.ts sets more for two nodes: each step passes three services. */
const patience = Number(process.env.PATIENCE ?? 20)

/**
 * Calls `look` every 10 ms, after a second every 50 ms, until it gives a value other than undefined, false and null; gives
 * that value. Throws after twenty times `promised`, in ms, or `PATIENCE` times.
 */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | false | null | Promise<Value | undefined | false | null>,
  promised = 500,
): Promise<Value> {
  const begun = performance.now()
  for (;;) {
    const value = await look()
    const took = performance.now() - begun
    if (value !== undefined && value !== false && value !== null) return value
    if (took > promised * patience) throw new Error(`${what}: not within ${promised * patience} ms`)
    await new Promise((resolve) => setTimeout(resolve, took < 1000 ? 10 : 50))
  }
}

/**
 * The `promised` of a picture that is drawn, in ms. Another process draws it, with less right to the processor than the tests:
 * while these fill the machine, it hardly runs.
 */
export const drawing = 2_000

/** Calls `close` when the test ends, also when it fails. What was opened last is closed first. */
export function atEnd(close: () => void | Promise<void>): void {
  onTestFinished(close)
}
