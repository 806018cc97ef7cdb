import { ChairsideError, type ErrorCode, errorKinds, type Problem, type WireError } from '@chairside/protocol'

/** Makes the error to throw for a problem. */
export function failure(problem: Problem | ErrorCode, cause?: unknown): ChairsideError {
  return new ChairsideError(problem, cause === undefined ? undefined : { cause })
}

/**
 * Makes the error to throw for an error that the server sent; INTERNAL for an unknown code. `problem` keeps the
 * reference of an INTERNAL error.
 */
export function fromWire(said: WireError): ChairsideError {
  return isWireError(said) ? new ChairsideError(said) : failure('INTERNAL', said)
}

/** Whether `value` is a wire error with a code that this version knows. A newer server may have other codes. */
export function isWireError(value: unknown): value is WireError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(errorKinds, value.code)
  )
}

/** The error in the body of an HTTP answer, if it has one. */
export function errorInBody(body: string): WireError | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown }
    return isWireError(error) ? error : undefined
  } catch {
    return undefined
  }
}

/** The error that the header of an answer without a body names, if its code is known. */
export function errorNamed(code: string | null | undefined): WireError | undefined {
  const said = { code, message: '' }
  return isWireError(said) ? said : undefined
}

/** The error for an HTTP answer that is not a success. */
export function fromAnswer(status: number, body: string): ChairsideError {
  const said = errorInBody(body)
  return said ? fromWire(said) : strangersAnswer(status)
}

/** The error for an answer that a proxy gave in the server's place: the request counts as lost. */
export function strangersAnswer(status: number): ChairsideError {
  return lineDown(new Error(`HTTP status ${status}`))
}

/** The error for a server that cannot be reached. */
export function lineDown(cause?: unknown): ChairsideError {
  return failure('LINE_DOWN', cause)
}

/** The error for a chosen file that was changed, moved or removed on this device since. */
export function fileChanged(cause?: unknown): ChairsideError {
  return failure('FILE_CHANGED', cause)
}

/** Whether the error is about the token, so that only another token helps. */
export function isAboutToken(error: ChairsideError): boolean {
  switch (error.code) {
    case 'UNAUTHENTICATED':
    case 'NO_TOKEN':
    case 'TOKEN_INVALID':
    case 'TOKEN_EXPIRED':
    case 'TOKEN_NOT_YET_VALID':
      return true
    default:
      return false
  }
}
