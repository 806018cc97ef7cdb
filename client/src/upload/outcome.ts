import { type ChairsideError, errorKinds, type WireError } from '@chairside/protocol'
import { fromWire, isAboutToken, strangersAnswer } from '../connection/failure.ts'
import type { Answer } from './tus.ts'

/** How one attempt to send a file ended. */
export type Outcome =
  | { readonly end: 'arrived' }
  /** The server has decided about the file; its events say what. */
  | { readonly end: 'settled' }
  /** A newer connection of the same sender goes on. */
  | { readonly end: 'taken-over' }
  | { readonly end: 'refused'; readonly problem: ChairsideError }
  /** The bytes that the server has are not the beginning of this file. */
  | { readonly end: 'differs' }
  /**
   * The connection was lost or the server is in trouble: another attempt may succeed, after `after` ms if the server
   * says so.
   */
  | { readonly end: 'interrupted'; readonly cause?: unknown; readonly after?: number }

/**
 * What an answer means that is no success. Only an answer that names an error of ours is the server's: a proxy answers
 * a bare 404 while the server behind it restarts.
 */
export function outcomeOf({ status, error }: Answer): Outcome {
  return error ? saidOutcome(error, status) : { end: 'interrupted', cause: strangersAnswer(status) }
}

function saidOutcome(said: WireError, status: number): Outcome {
  const problem = fromWire(said)
  // Begun before the pause, and arrived after it: the pause's own event ends the upload, and this page learns it anew.
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
    // Its bytes are all there already.
    case 'CONFLICT':
      return { end: 'settled' }
    default:
      return isVerdict(status) ? { end: 'settled' } : { end: 'refused', problem }
  }
}

/** Whether this status is the gate's or the scanner's word on a content; its event says the rest. */
function isVerdict(status: number): boolean {
  return status === 413 || status === 415 || status === 422
}
