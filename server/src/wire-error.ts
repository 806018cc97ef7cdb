import { randomUUID } from 'node:crypto'
import { ChairsideError, errorKinds, type WireError } from '@chairside/protocol'
import type { Log } from './log.ts'

/** An error that keeps what a program behind an adapter said: for the log, never for a client. */
export function saying(said: string, cause?: unknown): Error {
  return Object.assign(new Error('what a program said', { cause }), { said })
}

/** What a program behind an adapter said, if an error was caused by that; as fields of a log line. */
export function saidIn(error: unknown): { readonly said?: string } {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'said' in cause && typeof cause.said === 'string'
    ? { said: cause.said }
    : {}
}

/**
 * Logs an error and gives what its client is told: a ChairsideError by its table, any other as INTERNAL, with
 * a reference to the log line and no details. With `refused`, a ChairsideError goes there instead of into the log.
 */
export function toWire(
  error: unknown,
  log: Log,
  about: Readonly<Record<string, string | number>>,
  refused?: (error: ChairsideError) => void,
): WireError {
  if (error instanceof ChairsideError && error.code !== 'INTERNAL') {
    if (refused !== undefined) {
      refused(error)
      return error.toWire()
    }
    const { level } = errorKinds[error.code]
    const cause = error.cause === undefined || level !== 'error' ? {} : { err: error.cause }
    log[level]({ ...about, code: error.code, ...cause }, 'refused')
    return error.toWire()
  }
  const reference = randomUUID().slice(0, 8)
  log.error({ ...about, code: 'INTERNAL', reference, err: error }, 'failed')
  return { ...new ChairsideError('INTERNAL').toWire(), reference }
}
