import { type ChairsideError, errorKinds, type WireError } from '@chairside/protocol'
import { fromWire, isAboutToken, strangersAnswer } from '../connection/failure.ts'
import type { Answer } from './tus.ts'

/** The body of one request: where it begins in its file, its bytes, and whether it went as POST. */
export interface Body {
  readonly at: number
  readonly size: number
  readonly post: boolean
}

/** How one attempt to send a file ended. */
export type Outcome =
  | { readonly end: 'arrived' }
  /** The server has decided about the file; its events tell the decision. */
  | { readonly end: 'settled' }
  /** A newer connection of the same sender continues the upload. */
  | { readonly end: 'taken-over' }
  | { readonly end: 'refused'; readonly problem: ChairsideError }
  /** This file does not begin with the bytes that the server has. */
  | { readonly end: 'differs' }
  /**
   * The connection was lost or the server is in trouble: another attempt may succeed, after `after` ms if the server
   * says so. `body`: what was cut while it was sent.
   */
  | {
      readonly end: 'interrupted'
      readonly cause?: unknown
      readonly after?: number
      readonly body?: Body
    }

/**
 * The outcome of an answer that is no success. Only an answer that names an error of Chairside is the server's: a proxy
 * answers a bare 404 while the server behind it restarts.
 */
export function outcomeOf({ status, error }: Answer): Outcome {
  return error ? saidOutcome(error, status) : { end: 'interrupted', cause: strangersAnswer(status) }
}

function saidOutcome(said: WireError, status: number): Outcome {
  const problem = fromWire(said)
  // The request began before the pause and arrived after it. The event of the pause stops the upload on this page.
  if (said.found === 'paused') return { end: 'interrupted', cause: problem }
  if (errorKinds[said.code].retry || isAboutToken(problem)) {
    const after = said.retryAfter === undefined ? {} : { after: said.retryAfter * 1000 }
    return { end: 'interrupted', cause: problem, ...after }
  }
  switch (said.code) {
    case 'UPLOAD_TAKEN_OVER':
      return { end: 'taken-over' }
    case 'NOT_FOUND':
    case 'WITHDRAWN':
    case 'EXPIRED':
    // The server already has all bytes.
    case 'CONFLICT':
      return { end: 'settled' }
    default:
      return isVerdict(status) ? { end: 'settled' } : { end: 'refused', problem }
  }
}

/** Whether a status is a verdict of the gate or the scanner; the event tells the rest. */
function isVerdict(status: number): boolean {
  return status === 413 || status === 415 || status === 422
}
