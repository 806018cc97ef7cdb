import { ChairsideError, type ErrorCode } from '@chairside/protocol'

/** What a part of the server could not do, as against what it rightly refuses. */
const failures: readonly ErrorCode[] = [
  'STORAGE_FULL',
  'STORAGE_UNAVAILABLE',
  'CHECK_UNAVAILABLE',
  'INTERNAL',
]

/** Gives what is told how many seconds a call took that ended so. */
export type Notes<Call extends string, Other extends string = never> = (
  call: Call,
  outcome: 'ok' | 'failed' | Other,
) => (seconds: number) => void

/** Gives the promise of the work, and notes its time. A call that its caller has ended, or that refuses something, is `ok`. */
export type Timed = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

/**
 * Makes a stopwatch for each call. Its caller gets the very promise of the work: one more in between would cost each upload a
 * twentieth of its time.
 *
 * @param elapsed milliseconds since any instant, with their fractions
 * @param otherwise how a call has ended that is neither `ok` nor `failed`, by its error; undefined for all others
 */
export function createStopwatches<Call extends string, Other extends string = never>(
  elapsed: () => number,
  notes: Notes<Call, Other>,
  otherwise?: (error: unknown) => Other | undefined,
): (call: Call) => Timed {
  return (call) => {
    const [ok, failed] = [notes(call, 'ok'), notes(call, 'failed')]
    return (work, signal) => {
      const began = elapsed()
      const result = work()
      result.then(
        () => ok((elapsed() - began) / 1000),
        (error) => {
          const other = otherwise?.(error)
          const usual = isFailure(error, signal) ? failed : ok
          const note = other === undefined ? usual : notes(call, other)
          note((elapsed() - began) / 1000)
        },
      )
      return result
    }
  }
}

function isFailure(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted) return false
  return !(error instanceof ChairsideError) || failures.includes(error.code)
}
