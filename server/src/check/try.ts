import { stayAwake, systemClock } from '../adapters/clock.ts'
import { type Finding, failing, type Part, wrong } from './finding.ts'

/** How long a part may take, in ms: longer than any answer that it is asked for. */
const longest = 25_000

/** What a try needs: its signal aborts when it takes too long, or when somebody ends the process. */
export type Try = (signal: AbortSignal) => Promise<Finding>

/**
 * Tries a part. Gives what is wrong also where the try throws a sentence for people, or takes longer than any part may.
 *
 * @param stops whether a server that cannot use the part does not start
 */
export async function tryPart(part: Part, stops: boolean, ended: AbortSignal, work: Try): Promise<Finding> {
  const bad = stops ? wrong : failing
  const ending = new AbortController()
  const signal = AbortSignal.any([ended, ending.signal])
  const over = Promise.withResolvers<Finding>()
  // A wait for an answer holds no socket perhaps, and its timer keeps no process alive.
  const awake = stayAwake()
  const cancel = systemClock.after(longest, () => ending.abort())
  const late = (): void =>
    over.resolve(
      bad(
        part,
        ended.aborted
          ? 'it was not tried to its end, because the check was ended.'
          : `it has not answered within ${longest / 1000} s.`,
      ),
    )
  signal.addEventListener('abort', late, { once: true })
  try {
    return await Promise.race([work(signal), over.promise])
  } catch (error) {
    return bad(part, error instanceof Error ? error.message : String(error))
  } finally {
    cancel()
    awake()
    signal.removeEventListener('abort', late)
  }
}

/** The code of an error of the system or of a server; undefined without one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && error.code ? String(error.code) : undefined
}
