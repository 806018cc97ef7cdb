import { ChairsideError } from '@chairside/client'
import { expect, test } from 'vitest'
import { type DialEvent, type Dials, forgiven, nextDial } from '../../../client/src/connection/dial.ts'

const timeouts = { refused: 60_000 }
const lost = (error: ChairsideError, { upFor = 0, renewable = true } = {}): DialEvent => ({
  type: 'lost',
  error,
  upFor,
  renewable,
})
const noToken = (cause: unknown, woken = false): DialEvent => ({
  type: 'no-token',
  error: new ChairsideError('UNAUTHENTICATED', { cause }),
  woken,
})
const down = new ChairsideError('LINE_DOWN')
const expired = new ChairsideError('TOKEN_EXPIRED')

/** Plays events one after the other. Gives each verdict with the count of dials after it. */
function walk(events: readonly (readonly [at: number, event: DialEvent])[], from: Dials = { tries: 0 }) {
  let dials = from
  return events.map(([at, event]) => {
    const [after, verdict] = nextDial(dials, event, at, timeouts)
    dials = after
    return { ...verdict, tries: dials.tries }
  })
}

test('pauses grow with each dial, and begin anew after a connection that lasted', () => {
  const steps = walk([
    [0, lost(down)],
    [1, lost(down)],
    [2, lost(down, { upFor: 5_001 })],
  ])
  expect(steps.map(({ step, tries }) => [step, tries])).toEqual([
    ['dial', 1],
    ['dial', 2],
    ['dial', 1],
  ])
})

test('an expired token is replaced at once; one that expires again soon after, or cannot be replaced, signs out', () => {
  expect(walk([[0, lost(expired)]])).toEqual([{ step: 'dial', wait: 0, otherToken: true, tries: 1 }])
  const steps = (second: number) =>
    walk([
      [0, lost(expired)],
      [second, lost(expired)],
    ]).map(({ step }) => step)
  expect(steps(59_999)).toEqual(['dial', 'sign-out'])
  expect(steps(60_000)).toEqual(['dial', 'dial'])
  expect(walk([[0, lost(expired, { renewable: false })]])[0]?.step).toBe('sign-out')
  expect(walk([[0, lost(new ChairsideError('TOKEN_INVALID'))]])[0]?.step).toBe('sign-out')
})

test('a token function that refuses for a minute signs out; one that finds no network does not', () => {
  const no = new Error('no')
  const steps = walk([
    [0, noToken(no)],
    [59_999, noToken(no)],
    [60_000, noToken(no)],
  ])
  expect(steps.map(({ step }) => step)).toEqual(['dial', 'dial', 'sign-out'])
  const offline = walk([
    [0, noToken(new TypeError('fetch'))],
    [90_000, noToken(new TypeError('fetch'))],
  ])
  expect(offline.map(({ step }) => step)).toEqual(['dial', 'dial'])
  expect(walk([[0, noToken(no, true)]])[0]).toMatchObject({ step: 'dial', wait: 0 })
})

test('a refusal for good closes, and a connection forgives what tokens were refused', () => {
  expect(walk([[0, lost(new ChairsideError('NOT_FOUND'))]])[0]?.step).toBe('close')
  expect(forgiven({ tries: 3, refusedSince: 1, expiredAt: 2 })).toEqual({ tries: 3 })
})
