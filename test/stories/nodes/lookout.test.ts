import { expect, test } from 'vitest'
import { createLookout, type RoomState } from '../../../server/src/adapters/announcer/lookout.ts'
import { createManualClock } from '../../world/clock.ts'
import { atEnd } from '../../world/until.ts'

/* What a node looks up while it does not hear the others, with records that are a table here. */

const pause = 2_000

/** A room whose people see these appointments. */
const room = (...appointments: readonly [string, number][]): RoomState => new Map(appointments)

function openLookout(states: Map<string, RoomState>) {
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
    show: (news) =>
      shown.push(
        news === undefined
          ? 'all'
          : [...news].map(([name, appointments]) => [name, ...appointments].join(' ')),
      ),
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
  const lookout = openLookout(new Map([['a/eva', room(['a', 1])]]))
  await lookout.look()
  await lookout.look()
  expect(lookout.asked).toEqual([])
})

test('everybody is shown all anew once, and then only who was told something, came or was removed, and in which appointments', async () => {
  const states = new Map([
    ['a/eva', room(['a', 1])],
    ['a/anna', room(['a', 1])],
    ['/eva', room(['a', 1], ['b', 1])],
  ])
  const lookout = openLookout(states)
  lookout.deaf(true)
  await lookout.look()
  expect(lookout.shown).toEqual(['all'])
  await lookout.look()
  expect(lookout.shown).toEqual(['all'])
  states.set('a/anna', room(['a', 2])).set('b/ben', room(['b', 1]))
  states.set('/eva', room(['a', 1], ['b', 2], ['c', 1])).set('a/eva', room())
  await lookout.look()
  expect(lookout.shown.slice(1)).toEqual([['a/eva a', 'a/anna a', '/eva b c', 'b/ben b']])
  await lookout.look()
  expect(lookout.shown).toHaveLength(2)
})

test('what changed while the records were away, too, is shown once they are back', async () => {
  const states = new Map([
    ['a/eva', room(['a', 1])],
    ['a/anna', room(['a', 1])],
  ])
  const lookout = openLookout(states)
  lookout.deaf(true)
  await lookout.look()
  lookout.failing(true)
  states.set('a/anna', room(['a', 2]))
  await lookout.look()
  lookout.failing(false)
  await lookout.look()
  expect(lookout.shown).toEqual(['all', ['a/anna a']])
})

test('after a time in which the others were heard all are shown anew', async () => {
  const lookout = openLookout(new Map([['a/eva', room(['a', 1])]]))
  for (const deaf of [true, false, true]) {
    lookout.deaf(deaf)
    await lookout.look()
  }
  expect(lookout.shown).toEqual(['all', 'all'])
})

test('once it has ended it asks nothing any more', async () => {
  const lookout = openLookout(new Map([['a/eva', room(['a', 1])]]))
  lookout.deaf(true)
  await lookout.look()
  lookout.end()
  await lookout.look()
  expect(lookout.asked).toHaveLength(1)
})
