import type { Step } from './step.ts'

/**
 * Leaves out of a list of steps what it does not need to show its fault, until nothing more can be left out or the time
 * is over: ddmin of A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE Transactions
 * on Software Engineering 28 (2002).
 */
export async function shrink(
  steps: readonly Step[],
  shows: (candidate: readonly Step[]) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  let shortest = steps
  let parts = 2
  while (shortest.length > 1 && !signal.aborted) {
    const size = Math.ceil(shortest.length / parts)
    let found: readonly Step[] | undefined
    // Who comes last is likelier to matter, so the first ones are left out first.
    for (let at = 0; at < shortest.length && found === undefined && !signal.aborted; at += size) {
      const candidate = without(shortest, at, size)
      if (candidate.length > 0 && (await shows(candidate))) found = candidate
    }
    if (found !== undefined) {
      shortest = found
      parts = Math.max(2, Math.min(parts - 1, shortest.length))
    } else if (size === 1) break
    else parts = Math.min(shortest.length, parts * 2)
  }
  return shortest
}

/** The steps but some, each at the time at which it was. */
function without(steps: readonly Step[], at: number, count: number): Step[] {
  const left = [...steps.slice(0, at), ...steps.slice(at + count)]
  const next = left[at]
  // What is left out takes no time, but for a breath.
  if (next !== undefined) {
    const gone = steps.slice(at, at + count).reduce((sum, step) => sum + step.after, 0)
    left[at] = { ...next, after: next.after + Math.min(gone, 300) }
  }
  return left
}
