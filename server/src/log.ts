import { type DestinationStream, destination, type Logger, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * A structured log of ids, codes, sizes, durations and clients' IP addresses, on standard error line by line. Callers
 * never pass it names of people or files, texts, tokens, tickets, or URLs with a query or a ticket.
 */
export function createLog(level: LogLevel, to: DestinationStream = destination(2)): Log {
  return pino({ level, base: null, serializers: { err: safeError } }, to)
}

/**
 * Resolves at the first error of this process that nothing caught, thrown or rejected. From this call on each is logged
 * without its message, like every error: Node would print the message, which may hold names.
 */
export function untilUncaught(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const uncaught = (err: unknown): void => {
      log.fatal({ err }, 'an error that nothing caught ends the server')
      resolve()
    }
    process.on('uncaughtException', uncaught).on('unhandledRejection', uncaught)
  })
}

// Messages of libraries may quote their input: keep only the kind of error and where it happened.
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
