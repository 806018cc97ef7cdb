import { randomUUID } from 'node:crypto'
import type { Participant } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { createAgain } from '../../server/src/domain/events/again.ts'
import { createCommit, type Teller } from '../../server/src/domain/events/commit.ts'
import { createAppointmentTeller, presenceOf } from '../../server/src/domain/people/appointment-view.ts'
import type { Identity } from '../../server/src/domain/people/identity.ts'
import { createPresence, type Presence } from '../../server/src/domain/people/presence.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { unmetered } from '../../server/src/metrics.ts'
import { insertAppointment } from '../../server/src/records/appointment.ts'
import { listConnections } from '../../server/src/records/connection.ts'
import { openRecords } from '../../server/src/records/database.ts'
import { replaceParticipants } from '../../server/src/records/participant.ts'
import type { Announcer, Database } from '../../server/src/seams.ts'
import { createManualClock } from '../world/clock.ts'
import { atEnd, until } from '../world/until.ts'
import { serverLog } from '../world/world.ts'

const [appointment, doctor, patient] = ['a-1', 'p-1', 'c-1']

const who = (id: string, role: 'practitioner' | 'patient'): Identity => ({
  kind: 'participant',
  id,
  role,
  appointment,
  expiresAt: Number.POSITIVE_INFINITY,
})
const eva = who(doctor, 'practitioner')
const anna = who(patient, 'patient')

/** What is promised of where people are, on every database; two nodes use the records. */
export function presenceContract(name: string, open: () => Promise<Database>): void {
  const begin = async () => {
    const records = await openRecords(await open())
    atEnd(() => records.close())
    await records.write(async (tx) => {
      const times = { starts_at: 1_795_183_200_000, ends_at: 1_795_185_000_000, ended_at: null }
      const said = { plan: 'pro', title: '', template: null } as const
      await insertAppointment(tx, { id: appointment, practitioner: doctor, ...times, ...said })
      const row = { appointment, paid: true, revision: 0, erased: false }
      await replaceParticipants(tx, appointment, [
        { ...row, id: doctor, role: 'practitioner', name: 'P', position: 0 },
        { ...row, id: patient, role: 'patient', name: 'C', position: 1 },
      ])
    })
    const clock = createManualClock()
    /** How often the practitioner was told of a change. */
    let told = 0
    const nothing = (): void => {}
    const announcer: Announcer = {
      toParticipant: (_, participant) => {
        if (participant === doctor) told += 1
      },
      toDesk: nothing,
      toDocuments: nothing,
      listen: () => nothing,
      listenAtDesk: () => nothing,
      goodbye: nothing,
    }
    const silent: Teller = async () => undefined
    const tellers = { appointment: createAppointmentTeller(24), request: silent, transfer: silent }
    const log = createLog('debug', serverLog())
    const again = createAgain({ clock, limits: defaultLimits, log })
    atEnd(again.close)
    const parts = { records, clock, again, log, meter: unmetered }
    const commit = createCommit({ ...parts, announcer, tellers, filled: nothing })
    const node = (id: string): Presence => {
      const presence = createPresence(
        { ...parts, commit, limits: defaultLimits },
        { announcer, node: () => id, together: nothing, see: async () => ({}) as never },
      )
      atEnd(presence.close)
      return presence
    }
    const presenceNow = async (id: string): Promise<Participant['presence']> =>
      presenceOf(await listConnections(records.db, appointment), id)
    const placeOf = async (id: string) => (await presenceNow(id))?.place
    return { clock, near: node('near'), far: node('far'), placeOf, told: () => told }
  }

  describe(`where people are, ${name}`, () => {
    test('a person is in the call while one of their connections is, on whichever node', async () => {
      const { clock, near, far, placeOf } = await begin()
      const [waiting, calling] = [randomUUID(), randomUUID()]
      await near.enter(anna, appointment, waiting, 'waiting-room')
      expect(await placeOf(patient)).toBe('waiting-room')
      await far.enter(anna, appointment, calling, 'call')
      expect(await placeOf(patient)).toBe('call')
      far.leave(appointment, calling)
      await clock.advance(defaultLimits.presence - 1)
      expect(await placeOf(patient)).toBe('call')
      await clock.advance(1)
      await until('the call is left', async () => (await placeOf(patient)) === 'waiting-room')
    })

    test('who connects again within 20 s, on whichever node, was never away', async () => {
      const { clock, near, far, placeOf, told } = await begin()
      const [first, second] = [randomUUID(), randomUUID()]
      await near.enter(anna, appointment, first, 'call')
      near.leave(appointment, first)
      await clock.advance(defaultLimits.presence / 2)
      await far.enter(anna, appointment, second, 'call')
      expect(told()).toBe(1)
      await clock.advance(defaultLimits.presence)
      far.leave(appointment, second)
      await clock.advance(defaultLimits.presence)
      await until('the person has left', async () => (await placeOf(patient)) === undefined)
      await until('that is told, and nothing else was', () => told() === 2)
    })

    test('the connections of a node that has gone are dropped, and told once; those of others stay', async () => {
      const { near, far, placeOf, told } = await begin()
      await near.enter(eva, appointment, randomUUID(), 'call')
      for (const place of ['call', 'call', 'waiting-room'] as const)
        await far.enter(anna, appointment, randomUUID(), place)
      const before = told()
      await near.left('far', new AbortController().signal)
      await near.left('far', new AbortController().signal)
      expect([await placeOf(doctor), await placeOf(patient), told() - before]).toEqual(['call', undefined, 1])
    })

    test('a node that is the only one drops at its start what a process before it has left', async () => {
      const { near, far, placeOf } = await begin()
      await near.enter(anna, appointment, randomUUID(), 'call')
      await far.reset()
      expect(await placeOf(patient)).toBeUndefined()
    })
  })
}
