import { ChairsideError, errorKinds } from '@chairside/protocol'
import { fromWire, isAboutToken, isWireError, lineDown } from './failure.ts'

/** The step after a lost or refused connection: dial again, get another token, or close. */
export type Refusal = 'again' | 'token' | 'final'

export function refusalOf(error: ChairsideError): Refusal {
  if (isAboutToken(error)) return 'token'
  return errorKinds[error.code].retry ? 'again' : 'final'
}

/** Why a dial failed: the server's own error, or LINE_DOWN. */
export function refusalIn(error: Error): ChairsideError {
  const said = 'data' in error ? error.data : undefined
  return isWireError(said) ? fromWire(said) : lineDown(error)
}

/** How long to wait before the same command is sent again, in ms; undefined when sending it again would not help. */
export function waitOf(error: ChairsideError): number | undefined {
  switch (error.code) {
    case 'RATE_LIMITED':
    case 'SHUTTING_DOWN':
      return (error.problem.retryAfter ?? 1) * 1000 * (0.5 + Math.random())
    default:
      return undefined
  }
}

/** Whether the same request may succeed in a moment: no server was reached, or one that stops, or asks for patience. */
export const isPassing = (error: unknown): error is ChairsideError =>
  error instanceof ChairsideError && (error.code === 'LINE_DOWN' || waitOf(error) !== undefined)
