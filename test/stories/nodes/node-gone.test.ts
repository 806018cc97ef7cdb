import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'
import type { World } from '../../world/world.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

/** Lets time pass in steps, so that each node has its beats. */
async function pass(world: World, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) await world.clock.advance(1_000)
}

test('who was connected to a node that is silent counts as gone after a while, and the people of other nodes stay', async () => {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id, 'call', second.url)
  const presence = (of: string) => practitioner.participants.find((one) => one.id === of)?.presence
  // What a node leaves in the records that was killed: itself, and the connection of the patient.
  const records = new pg.Client(env.DATABASE_URL)
  await records.connect()
  atEnd(() => records.end())
  const [dead, at] = [randomUUID(), world.clock.now()]
  await records.query('insert into nodes (id, beats, started_at) values ($1, 7, $2)', [dead, at])
  await records.query(
    'insert into connections (id, appointment, participant, place, since, node) values ($1, $2, $3, $4, $5, $6)',
    [randomUUID(), id, anna.id, 'call', at, dead],
  )
  const again = await world.join(id, eva.id)
  await until('she sees the patient', () => again.participants.find((one) => one.id === anna.id)?.presence)
  await pass(world, 12_000)
  expect(again.participants.find((one) => one.id === anna.id)?.presence).toBeDefined()
  await pass(world, 12_000)
  await until('she reads that the patient is gone', () => presence(anna.id) === undefined)
  expect(presence(eva.id)).toBeDefined()
})

test('a node that was counted as dead cuts its pages off, which come back and are present again', async () => {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', second.url)
  const presence = () => practitioner.participants.find((one) => one.id === anna.id)?.presence
  await until('she sees the patient', presence)
  const states: string[] = []
  patient.on('connection', ({ state }) => states.push(state))
  // What others do to the records while a node is stopped.
  const records = new pg.Client(env.DATABASE_URL)
  await records.connect()
  atEnd(() => records.end())
  await records.query('delete from nodes')
  await records.query('delete from connections')
  await pass(world, 4_000)
  await until('the patient has been cut off and is back', () => states.at(-1) === 'up', 1000)
  expect(states).toContain('down')
  await until('she sees the patient again', presence)
})

test('a page that asks by requests is present again after its node was counted as dead', async () => {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const behind = await openNginx(serverOf(second.url, 'if ($http_upgrade) { return 403; }'))
  await world.join(id, anna.id, 'call', behind)
  const presence = () => practitioner.participants.find((one) => one.id === anna.id)?.presence
  await until('she sees the patient', presence)
  const records = new pg.Client(env.DATABASE_URL)
  await records.connect()
  atEnd(() => records.end())
  await records.query('delete from nodes')
  await records.query('delete from connections')
  await pass(world, 4_000)
  // It answers the request that waits, so that the page asks again at once.
  await practitioner.ask()
  await until('the patient is in the records again', async () => {
    const { rows } = await records.query('select 1 from connections where participant = $1', [anna.id])
    return rows.length > 0
  })
})
