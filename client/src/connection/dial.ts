import type { ChairsideError } from '@chairside/protocol'
import { backoff } from '../async/pause.ts'
import { refusalOf, waitOf } from './refusal.ts'
import type { Timeouts } from './timeouts.ts'

/*
 * The step after a dial that did not connect, or after a lost connection.
 *
 *     lost or refused for now       → dial again, after pauses that grow
 *     no token from the app         → dial again, until its function has refused for `timeouts.refused` → signed out
 *     token expired                 → dial again with another one, at once the first time;
 *                                     expired again within `timeouts.refused`                           → signed out
 *     any other error of the token                                                                      → signed out
 *     refused for good                                                                                  → closed
 */

/** The first pause between two dials and the longest, in ms. */
const pauses = [500, 10_000] as const
/** A connection that lasted more ms than this was good: the pauses start again from the first. */
const steadyMs = 5_000

/** The results of earlier dials. Instants are in ms since the epoch. */
export interface Dials {
  /** Dials since the last good connection. */
  readonly tries: number
  /** When the app's token function first refused, since the last connection. */
  readonly refusedSince?: number | undefined
  /** When the server last refused a token as expired. */
  readonly expiredAt?: number | undefined
}

export type DialEvent =
  /** The app gave no token. `woken`: the device woke meanwhile, so the app's request may never have left it. */
  | { readonly type: 'no-token'; readonly error: ChairsideError; readonly woken: boolean }
  /** `upFor`: how long the connection was up, in ms; `renewable`: the app can give another token. */
  | {
      readonly type: 'lost'
      readonly error: ChairsideError
      readonly upFor: number
      readonly renewable: boolean
    }

export type Verdict =
  | { readonly step: 'sign-out' | 'close' }
  /** `wait` in ms; `otherToken`: the server no longer takes the token in use. */
  | { readonly step: 'dial'; readonly wait: number; readonly otherToken: boolean }

/** Forgets refused tokens. Called when connected, and when the person tries again. */
export const forgiven = ({ tries }: Dials): Dials => ({ tries })

/** Gives the step after an event at `now` (ms since the epoch). */
export function nextDial(
  dials: Dials,
  event: DialEvent,
  now: number,
  timeouts: Pick<Timeouts, 'refused'>,
): readonly [Dials, Verdict] {
  switch (event.type) {
    case 'no-token': {
      if (event.woken) return again(dials, event.error, 0)
      // A fetch that finds no network throws a TypeError; any other error is the app's own refusal.
      const refuses = event.error.code !== 'LINE_DOWN' && !(event.error.cause instanceof TypeError)
      const refusedSince = dials.refusedSince ?? (refuses ? now : undefined)
      const known = { ...dials, refusedSince }
      const isOver = refusedSince !== undefined && now - refusedSince >= timeouts.refused
      return isOver ? [known, { step: 'sign-out' }] : again(known, event.error)
    }
    case 'lost': {
      const known = event.upFor > steadyMs ? { ...dials, tries: 0 } : dials
      switch (refusalOf(event.error)) {
        case 'again':
          return again(known, event.error)
        case 'token':
          return aboutToken(known, event, now, timeouts)
        case 'final':
          return [known, { step: 'close' }]
      }
    }
  }
}

// A function that gave two expired tokens in a row would give a third. One may have expired while it waited for the
// network.
function aboutToken(
  dials: Dials,
  { error, renewable }: Extract<DialEvent, { type: 'lost' }>,
  now: number,
  timeouts: Pick<Timeouts, 'refused'>,
): readonly [Dials, Verdict] {
  const { expiredAt, tries } = dials
  const wasFresh = expiredAt !== undefined && now - expiredAt < timeouts.refused
  if (error.code !== 'TOKEN_EXPIRED' || !renewable || wasFresh) return [dials, { step: 'sign-out' }]
  const [after, verdict] = again({ ...dials, expiredAt: now }, error, tries === 0 ? 0 : undefined)
  return [after, { ...verdict, otherToken: true }]
}

function again(
  dials: Dials,
  error: ChairsideError,
  wait = waitOf(error) ?? backoff(dials.tries, pauses),
): readonly [Dials, Extract<Verdict, { step: 'dial' }>] {
  return [
    { ...dials, tries: dials.tries + 1 },
    { step: 'dial', wait, otherToken: false },
  ]
}
