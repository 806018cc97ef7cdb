import { ChairsideError } from '@chairside/client'
import { expect, test } from 'vitest'
import {
  type Effect,
  fresh,
  next,
  type SendingEvent,
  type SendingState,
} from '../../../client/src/upload/sending-state.ts'

const content = { name: 'scan.pdf', blob: new Blob(['scan']) }
const other = { name: 'scan.pdf', blob: new Blob(['other']) }
const problem = new ChairsideError('LINE_DOWN')

const watching = { at: 'watching', paused: false, missing: false, closed: false, yielded: false } as const
const sending = { at: 'sending', paused: false, content } as const
const resting = { at: 'resting', paused: false, content, gaveUp: false } as const
const lost = { at: 'lost', paused: false } as const
const done = { at: 'done', paused: false } as const

const states: Readonly<Record<string, SendingState>> = {
  fresh,
  watching,
  missing: { ...watching, missing: true },
  yielded: { ...watching, yielded: true },
  sending,
  either: { ...sending, otherwise: other },
  resting,
  paused: { ...resting, paused: true },
  stopped: { ...resting, problem, gaveUp: true },
  lost,
  done,
}

type Row = readonly [from: string, event: SendingEvent, to: Partial<SendingState>, effects: readonly Effect[]]

const awaited = (held?: typeof content, sentBefore = false): SendingEvent => ({
  type: 'awaited',
  content: held,
  sentBefore,
})
const given: SendingEvent = { type: 'given', content: other }
const found: SendingEvent = { type: 'found', content }
const saysPaused = (paused: boolean): SendingEvent => ({ type: 'server-paused', paused })
const missing = (is: boolean): SendingEvent => ({ type: 'missing', missing: is })
const notFound = (asks: boolean, byPerson = false): SendingEvent => ({ type: 'not-found', asks, byPerson })

const table: readonly Row[] = [
  ['fresh', awaited(content), sending, ['keep', 'send']],
  ['fresh', awaited(), watching, ['expect', 'recall']],
  ['fresh', awaited(undefined, true), watching, ['look-around']],
  ['fresh', { type: 'settled' }, done, ['unwatch', 'drop']],

  ['watching', { type: 'bytes-come' }, watching, ['expect']],
  ['watching', { type: 'bytes-stopped' }, watching, ['look-around']],
  ['watching', missing(true), { missing: true }, ['recall']],
  ['yielded', missing(true), { missing: true }, ['say-missing']],
  ['missing', { type: 'bytes-come' }, { missing: false }, ['expect']],
  ['missing', { type: 'arrived' }, { missing: false }, ['unwatch']],
  ['missing', notFound(true), { closed: true }, ['look-around', 'say-missing']],
  ['watching', notFound(false), { closed: false }, []],
  ['missing', { type: 'connected' }, { missing: true }, ['say-missing']],
  ['missing', notFound(true, true), { closed: true }, []],
  ['missing', notFound(false), { closed: false }, ['say-missing']],
  ['missing', found, sending, ['unwatch', 'keep', 'send']],
  ['missing', given, { ...sending, content: other }, ['unwatch', 'keep', 'send']],
  ['watching', { type: 'pause' }, { at: 'watching', paused: true }, ['say-pause']],
  ['watching', saysPaused(true), { at: 'watching', paused: true }, []],

  ['sending', { type: 'pause' }, { at: 'resting', paused: true }, ['stop', 'say-pause']],
  ['sending', saysPaused(true), { at: 'resting', paused: true }, ['stop']],
  ['sending', { type: 'resume' }, sending, []],
  ['sending', { type: 'halt' }, resting, ['stop']],
  ['sending', given, { ...sending, content: other }, ['stop', 'keep', 'send']],
  ['sending', { type: 'sent' }, resting, []],
  ['sending', { type: 'taken-over' }, { at: 'watching', yielded: true }, ['drop', 'expect']],
  ['sending', { type: 'changed' }, { at: 'lost' }, ['drop', 'tell-problem', 'withdraw']],
  [
    'sending',
    { type: 'differs' },
    { at: 'watching', yielded: true },
    ['forget', 'drop', 'look-around', 'tell-problem'],
  ],
  ['either', { type: 'differs' }, { ...sending, content: other }, ['keep', 'send']],
  ['sending', { type: 'given-up', problem }, { at: 'resting', gaveUp: true, problem }, ['tell-problem']],
  ['sending', { type: 'refused', problem }, { at: 'resting', gaveUp: false, problem }, ['tell-problem']],
  ['sending', { type: 'settled' }, done, ['stop', 'drop', 'forget']],
  ['sending', { type: 'closed' }, done, ['stop', 'drop']],

  ['resting', { type: 'go' }, sending, ['send']],
  ['paused', { type: 'go' }, { at: 'resting' }, []],
  ['paused', { type: 'resume' }, resting, ['say-resume']],
  ['paused', saysPaused(false), sending, ['send']],
  ['paused', given, { ...resting, content: other }, ['unwatch', 'keep', 'say-resume']],
  ['stopped', { type: 'connected' }, sending, ['send']],
  ['stopped', { type: 'resume' }, sending, ['send']],
  ['resting', { type: 'connected' }, resting, []],

  ['lost', { type: 'connected' }, lost, ['withdraw']],
  ['lost', given, lost, []],
  ['lost', found, lost, []],
  ['lost', { type: 'settled' }, done, ['unwatch', 'drop', 'forget']],

  ['done', { type: 'settled' }, done, []],
  ['done', given, done, []],
  ['done', { type: 'bytes-come' }, done, []],
]

test.each(table)('%s, then %o', (from, event, to, effects) => {
  const state = states[from]
  if (!state) throw new Error(`No state ${from}`)
  const [after, does] = next(state, event)
  expect(does).toEqual(effects)
  expect(after).toMatchObject(to)
  if (after.at === 'sending') expect(after.problem).toBeUndefined()
})

test('a pause outlasts the search for the bytes, and what was wrong stays known until they go again', () => {
  const [stopped] = next({ ...watching, paused: true, problem }, found)
  expect(stopped).toMatchObject({ at: 'resting', paused: true, problem })
  const [resumed] = next(stopped, { type: 'resume' })
  expect(next(resumed, { type: 'go' })[0].problem).toBeUndefined()
})

test('a file that changed on the device keeps that problem once it is withdrawn', () => {
  const [gone] = next(sending, { type: 'changed' })
  expect(next(gone, { type: 'settled' })[0].problem?.code).toBe('FILE_CHANGED')
})
