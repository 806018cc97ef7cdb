import type { Step } from './step.ts'

/** Plays several candidates at once. Gives for each whether it shows the fault. */
export type Shows = (candidates: readonly (readonly Step[])[]) => Promise<readonly boolean[]>

/**
 * Gives a shorter list of steps that still shows the fault. Stops when no further step can be left out, or when
 * `signal` aborts. The algorithm is ddmin of A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input", IEEE Transactions on Software Engineering 28 (2002).
 *
 * @param atOnce how many candidates are played at once
 */
export async function shrink(
  steps: readonly Step[],
  shows: Shows,
  atOnce: number,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  // If a fault does not show every time, each candidate needs several tries.
  const again = await shows(Array.from({ length: atOnce }, () => steps))
  const tries = again.every(Boolean) ? 1 : 3
  let shortest = steps
  let parts = 2
  while (shortest.length > 1 && !signal.aborted) {
    const size = Math.ceil(shortest.length / parts)
    // The last steps are more likely to cause the fault, so the first ones are left out first.
    const candidates = Array.from({ length: Math.ceil(shortest.length / size) }, (_, part) =>
      without(shortest, part * size, size),
    ).filter((candidate) => candidate.length > 0)
    const found = await firstThatShows(candidates, shows, { atOnce, tries, signal })
    if (found !== undefined) {
      shortest = found
      parts = Math.max(2, Math.min(parts - 1, shortest.length))
    } else if (size === 1) break
    else parts = Math.min(shortest.length, parts * 2)
  }
  return shortest
}

async function firstThatShows(
  candidates: readonly (readonly Step[])[],
  shows: Shows,
  { atOnce, tries, signal }: { atOnce: number; tries: number; signal: AbortSignal },
): Promise<readonly Step[] | undefined> {
  const queue = Array.from({ length: tries }, () => candidates).flat()
  for (let at = 0; at < queue.length && !signal.aborted; at += atOnce) {
    const some = queue.slice(at, at + atOnce)
    const shown = await shows(some)
    const found = some.find((_, index) => shown[index])
    if (found !== undefined) return found
  }
  return undefined
}

/** The steps without `count` steps from `at` on. */
function without(steps: readonly Step[], at: number, count: number): Step[] {
  const left = [...steps.slice(0, at), ...steps.slice(at + count)]
  const next = left[at]
  // Of the time of the steps that are left out, at most 300 ms stay.
  if (next !== undefined) {
    const gone = steps.slice(at, at + count).reduce((sum, step) => sum + step.after, 0)
    left[at] = { ...next, after: next.after + Math.min(gone, 300) }
  }
  return left
}
