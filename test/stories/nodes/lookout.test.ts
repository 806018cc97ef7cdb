import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLookout } from '../../../server/src/adapters/announcer/lookout.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { createLog } from '../../../server/src/log.ts'
import { createRefresh } from '../../../server/src/realtime/refresh.ts'
import { statesOf } from '../../../server/src/realtime/room-states.ts'
import type { ServerSocket } from '../../../server/src/realtime/server-socket.ts'
import { insertAppointment } from '../../../server/src/records/appointment.ts'
import { dropConnections, saveConnection } from '../../../server/src/records/connection.ts'
import { openRecords } from '../../../server/src/records/database.ts'
import { nextRevisions, replaceParticipants } from '../../../server/src/records/participant.ts'
import {
  deskRoom,
  documentsRoom,
  participantRoom,
  type RoomState,
  roomsOf,
} from '../../../server/src/socket-rooms.ts'
import { createManualClock } from '../../world/clock.ts'
import { atEnd, until } from '../../world/until.ts'
import { serverLog } from '../../world/world.ts'

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
  states.set('/eva', room(['a', 1], ['b', 2], ['c', 1])).set('a/eva', room(['a', -1]))
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

async function openTable() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const records = await openRecords(openSqlite(dataDir))
  atEnd(async () => {
    await records.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const { db } = records
  const times = { starts_at: 1, ends_at: 2, plan: 'pro', ended_at: null, title: '', template: null } as const
  const person = { paid: true, position: 0, revision: 0, erased: false } as const
  for (const id of ['a', 'b']) {
    await insertAppointment(db, { id, practitioner: 'eva', ...times })
    await replaceParticipants(db, id, [
      { ...person, appointment: id, id: 'eva', name: 'Eva', role: 'practitioner' },
      { ...person, appointment: id, id: 'anna', name: 'Anna', role: 'patient', erased: id === 'b' },
    ])
  }
  const place = { place: 'call', since: 1, node: 'n', practitioner: 'eva', closed: false } as const
  await saveConnection(db, { id: 'c', appointment: 'a', participant: 'anna', ...place })
  return db
}

test('a room has as its state what its people were told; rooms of documents, of versions and of one socket have none', async () => {
  const db = await openTable()
  await nextRevisions(db, 'a', ['anna'])
  const [anna, gone] = [participantRoom('a', 'anna'), participantRoom('b', 'anna')]
  const others = [...roomsOf(anna, 1).slice(1), documentsRoom(anna), 'kJ3_socket']
  expect(await statesOf(db, [anna, gone, deskRoom('anna'), ...others], undefined)).toEqual(
    new Map([
      [anna, room(['a', 1])],
      // Who was erased: whoever has just come is to learn that, too. And a desk of somebody who has none.
      [gone, room(['b', -1])],
      [deskRoom('anna'), room()],
    ]),
  )
})

test('a desk has the appointments in which somebody is connected, and those in which somebody was', async () => {
  const db = await openTable()
  const desk = deskRoom('eva')
  const known = await statesOf(db, [desk], undefined)
  expect(known).toEqual(new Map([[desk, room(['a', 0])]]))
  await dropConnections(db, ['c'])
  await nextRevisions(db, 'a', ['eva'])
  expect(await statesOf(db, [desk], known)).toEqual(new Map([[desk, room(['a', 1])]]))
  expect(await statesOf(db, [desk], undefined)).toEqual(new Map([[desk, room()]]))
})

test('who has news is shown them before others are shown all anew, and only the appointments of the news', async () => {
  const sockets = ['a/eva', 'a/anna', 'a/ben'].map(
    (name) => ({ connected: true, rooms: new Set([name]) }) as unknown as ServerSocket,
  )
  const shown: string[] = []
  const gate = Promise.withResolvers<void>()
  const refresh = createRefresh(
    () => sockets,
    async (socket, of) => {
      shown.push(`${[...socket.rooms]} ${of}`)
      await gate.promise
    },
    createLog('debug', serverLog()),
  )
  refresh()
  refresh(new Map([['a/ben', new Set(['a'])]]))
  refresh(new Map([['a/ben', new Set(['b'])]]))
  gate.resolve()
  await until('all are shown', () => shown.length === 4)
  expect(shown).toEqual(['a/eva all', 'a/ben a,b', 'a/anna all', 'a/ben all'])
})
