import { type DestinationStream, destination, type Logger, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * A structured log of ids, codes, sizes and durations. Names of people and files, texts, tokens, tickets and
 * addresses with a query or a ticket in them are never handed to it. It goes to standard error, line by line.
 */
export function createLog(level: LogLevel, to: DestinationStream = destination(2)): Log {
  return pino({ level, base: null, serializers: { err: safeError } }, to)
}

// A message of a library may quote what it was given: keep the kind of error and where it happened.
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const at = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: at.slice(0, 8).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  }
}
