import { ChairsideError, type ErrorCode } from '@chairside/protocol'

/** What a part of the server could not do, as against what it rightly refuses. */
const failures: readonly ErrorCode[] = [
  'STORAGE_FULL',
  'STORAGE_UNAVAILABLE',
  'CHECK_UNAVAILABLE',
  'INTERNAL',
]

/** Is told what a call took, in seconds, and how it ended. */
export type Note<Call extends string> = (call: Call, outcome: 'ok' | 'failed', seconds: number) => void

/** Runs a call and notes its time. A call that its caller has ended, or that refuses something, counts as `ok`. */
export type Timed<Call extends string> = <Result>(
  call: Call,
  work: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>

/** @param elapsed milliseconds since any instant, with their fractions */
export function createTimed<Call extends string>(elapsed: () => number, note: Note<Call>): Timed<Call> {
  return async (call, work, signal) => {
    const began = elapsed()
    try {
      const result = await work()
      note(call, 'ok', (elapsed() - began) / 1000)
      return result
    } catch (error) {
      note(call, failed(error, signal) ? 'failed' : 'ok', (elapsed() - began) / 1000)
      throw error
    }
  }
}

function failed(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted) return false
  return !(error instanceof ChairsideError) || failures.includes(error.code)
}
