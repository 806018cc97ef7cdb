import { onTestFinished } from 'vitest'

/** Waits until `look`, asked every 10 ms, gives an outcome, and gives that. Throws after ten times `promised` (ms). */
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
    if (took > promised * 10) throw new Error(`${what}: not within ${promised * 10} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Closes something when the test ends, whatever its outcome; the last opened first. */
export function atEnd(close: () => void | Promise<void>): void {
  onTestFinished(close)
}
