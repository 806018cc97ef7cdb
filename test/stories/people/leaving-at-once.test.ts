import { randomUUID } from 'node:crypto'
import { ChairsideError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createAgain } from '../../../server/src/domain/events/again.ts'
import type { Change, Commit } from '../../../server/src/domain/events/commit.ts'
import { createPresence } from '../../../server/src/domain/people/presence.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { createLog } from '../../../server/src/log.ts'
import { unmetered } from '../../../server/src/metrics.ts'
import { insertAppointment } from '../../../server/src/records/appointment.ts'
import { saveConnection } from '../../../server/src/records/connection.ts'
import { replaceParticipants } from '../../../server/src/records/participant.ts'
import { createManualClock } from '../../world/clock.ts'
import { eva } from '../../world/people.ts'
import { openSharedRecords } from '../../world/shared-records.ts'
import { silent } from '../../world/silent.ts'
import { atEnd, until } from '../../world/until.ts'
import { serverLog } from '../../world/world.ts'

/** Eva in the call of so many appointments, and how many of these each transaction changes from now on. */
async function here(many: number) {
  const { records } = await openSharedRecords()
  const clock = createManualClock()
  const connections = Array.from({ length: many }, () => ({ id: randomUUID(), appointment: randomUUID() }))
  await records.write(async (tx) => {
    for (const { id, appointment } of connections) {
      const times = { starts_at: 0, ends_at: 1, ended_at: null }
      const words = { plan: 'pro', title: '', template: null } as const
      await insertAppointment(tx, { id: appointment, practitioner: eva.id, ...times, ...words })
      const person = { appointment, name: 'E', paid: true, position: 0, revision: 0, erased: false }
      await replaceParticipants(tx, appointment, [{ ...person, id: eva.id, role: 'practitioner' }])
      await saveConnection(tx, {
        id,
        appointment,
        participant: eva.id,
        place: 'call',
        since: 0,
        node: 'this',
        practitioner: eva.id,
        closed: false,
      })
    }
  })
  const changed: number[] = []
  const refused = new Set<string>()
  const commit: Commit = async (work) => {
    const told = new Set<string>()
    const change: Change = {
      now: clock.now(),
      tell: (_, appointment) => told.add(appointment),
      parting: () => undefined,
      fact: () => undefined,
      documentFact: () => undefined,
      after: () => undefined,
    }
    const result = await records.write(async (tx) => {
      const done = await work(tx, change)
      if ([...told].some((appointment) => refused.delete(appointment)))
        throw new ChairsideError('STORAGE_UNAVAILABLE')
      return done
    })
    changed.push(told.size)
    return result
  }
  const log = createLog('debug', serverLog())
  const again = createAgain({ clock, limits: defaultLimits, log })
  atEnd(again.close)
  const presence = createPresence(
    { records, commit, again, clock, limits: defaultLimits, log, meter: unmetered },
    {
      announcer: silent,
      node: () => 'this',
      together: () => undefined,
      see: async () => Promise.reject(new Error('Eva has no desk')),
    },
  )
  const left = async () => (await records.db.selectFrom('connections').select('appointment').execute()).length
  return { clock, connections, presence, changed, refused, left }
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

test('when many people leave at once, no transaction keeps more than a few appointments locked', async () => {
  const { clock, connections, presence, changed, left } = await here(45)
  for (const { appointment, id } of connections) presence.leave(appointment, id)
  await clock.advance(defaultLimits.presence)
  await until('all are told', () => sum(changed) === 45)
  expect(changed).toEqual([20, 20, 5])
  expect(await left()).toBe(0)
})

test('the people of a node that has gone are dropped in the same way', async () => {
  const { presence, changed, left } = await here(45)
  await presence.left('this', new AbortController().signal)
  expect(changed).toEqual([20, 20, 5])
  expect(await left()).toBe(0)
})

test('where some of them cannot be dropped the others are, and those are tried again', async () => {
  const { clock, connections, presence, changed, refused, left } = await here(45)
  refused.add(connections[0]?.appointment ?? '')
  for (const { appointment, id } of connections) presence.leave(appointment, id)
  await clock.advance(defaultLimits.presence)
  await until('the others are told', () => sum(changed) >= 25)
  expect(refused.size).toBe(0)
  await until('the next try is made', async () => {
    await clock.advance(defaultLimits.presence)
    return sum(changed) === 45
  })
  expect(await left()).toBe(0)
})
