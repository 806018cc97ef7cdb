import { expect, test } from 'vitest'
import { createLookout } from '../../../server/src/adapters/announcer/lookout.ts'
import { createManualClock } from '../../world/clock.ts'
import { atEnd } from '../../world/until.ts'

/* What a node looks up while it does not hear the others, with records that are a table here. */

const pause = 2_000

function openLookout(states: Map<string, string>) {
  const clock = createManualClock()
  const [shown, asked]: [unknown[], string[][]] = [[], []]
  let [isDeaf, fails] = [false, false]
  const end = createLookout({
    isDeaf: () => isDeaf,
    rooms: () => [...states.keys()],
    statesOf: async (rooms) => {
      asked.push([...rooms])
      if (fails) throw new Error('the records are away')
      return new Map(states)
    },
    show: (rooms) => shown.push(rooms === undefined ? 'all' : [...rooms]),
    clock,
    pause,
  })
  atEnd(end)
  return {
    shown,
    asked,
    end,
    deaf: (is: boolean) => (isDeaf = is),
    failing: (does: boolean) => (fails = does),
    look: () => clock.advance(pause),
  }
}

test('a node that hears the others asks the records nothing', async () => {
  const lookout = openLookout(new Map([['a/eva', '1']]))
  await lookout.look()
  await lookout.look()
  expect(lookout.asked).toEqual([])
})

test('everybody is shown all anew once, and then only who was told something, or came', async () => {
  const states = new Map([
    ['a/eva', '1'],
    ['a/anna', '1'],
    ['/eva', 'a:1'],
  ])
  const lookout = openLookout(states)
  lookout.deaf(true)
  await lookout.look()
  expect(lookout.shown).toEqual(['all'])
  await lookout.look()
  expect(lookout.shown).toEqual(['all'])
  states.set('a/anna', '2').set('b/ben', '1')
  await lookout.look()
  expect(lookout.shown.slice(1)).toEqual([['a/anna', 'b/ben']])
  await lookout.look()
  expect(lookout.shown).toHaveLength(2)
})

test('after records that were away, and after a time in which the others were heard, all are shown again', async () => {
  const lookout = openLookout(new Map([['a/eva', '1']]))
  lookout.deaf(true)
  await lookout.look()
  lookout.failing(true)
  await lookout.look()
  lookout.failing(false)
  await lookout.look()
  expect(lookout.shown).toEqual(['all', 'all'])
  lookout.deaf(false)
  await lookout.look()
  lookout.deaf(true)
  await lookout.look()
  expect(lookout.shown).toEqual(['all', 'all', 'all'])
})

test('once it has ended it asks nothing any more', async () => {
  const lookout = openLookout(new Map([['a/eva', '1']]))
  lookout.deaf(true)
  await lookout.look()
  lookout.end()
  await lookout.look()
  expect(lookout.asked).toHaveLength(1)
})
