import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { unhurriedCalls } from '../../world/at-once.ts'
import { overhear } from '../../world/overhear.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { unhurried } from '../../world/unhurried.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/** Opens a world whose database answers each query in a turn of its own. */
async function openUnhurried(): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  return openWorld({ limits: unhurriedCalls, overrides: { database: unhurried(openSqlite(dataDir)) } })
}

test('a transfer that is read while it is withdrawn is shown as it was before or as it is after', async () => {
  const world = await openUnhurried()
  const seen = new Set<string>()
  const exchange = async (): Promise<void> => {
    const id = await world.appointment()
    const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
    for (let round = 0; round < 12; round += 1) {
      const offered = await doctor.offer([{ name: `Laufplan-${round}.pdf`, size: 1000 }])
      let over = false
      const look = async (): Promise<void> => {
        while (!over) {
          const said = await patient.trySee(offered.id)
          seen.add(said.error?.code ?? `${said.json<Transfer>().state}: ${fileIn(said.json()).state}`)
        }
      }
      const looks = [look(), look()]
      await doctor.withdraw(fileIn(offered).id)
      over = true
      await Promise.all(looks)
    }
  }
  await Promise.all(Array.from({ length: 6 }, exchange))
  expect(['open: offered', 'settled: withdrawn']).toEqual(expect.arrayContaining([...seen]))
})

test('the snapshot that a desk gets when a patient comes agrees with the events up to its revision', async () => {
  const world = await openUnhurried()
  const desk = await overhear(world.url, await world.deskToken(eva.id))
  const meet = async (): Promise<string> => {
    const id = await world.appointment()
    const page = await world.join(id, eva.id)
    const asking = async (): Promise<void> => {
      for (let asked = 0; asked < 8; asked += 1) await (await page.ask()).withdraw()
    }
    await Promise.all([asking(), world.join(id, anna.id)])
    return id
  }
  const met = await Promise.all(Array.from({ length: 25 }, meet))
  const shown = await until('all patients are on the desk', () => {
    const all = desk.events.flatMap(({ name, payload }) => (name === 'snapshot' ? [payload] : []))
    return met.every((id) => all.some(({ appointment }) => appointment.id === id)) && all
  })
  for (const { appointment, revision, requests } of shown) {
    const told = new Map<string, string>()
    for (const { name, payload } of desk.events)
      if (name === 'request' && payload.appointment === appointment.id && payload.revision <= revision)
        told.set(payload.request.id, payload.request.state)
    expect(new Map(requests.map(({ id, state }) => [id, state]))).toEqual(told)
  }
})
