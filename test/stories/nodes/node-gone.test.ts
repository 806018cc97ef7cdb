import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes } from '@chairside/protocol'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../../server/src/limits.ts'
import { openDoor } from '../../services/door.ts'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { begin, read } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf } from '../../world/samples.ts'
import { beginPatch } from '../../world/tus.ts'
import { atEnd, until } from '../../world/until.ts'
import type { World } from '../../world/world.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

/** Connects to the records of a world as the operator does. */
async function connectTo({ DATABASE_URL }: Readonly<Record<string, string>>): Promise<pg.Client> {
  const records = new pg.Client(DATABASE_URL)
  await records.connect()
  atEnd(() => records.end())
  return records
}

/** Lets time pass, and waits for each beat of the two nodes. */
async function pass(world: World, records: pg.Client, ms: number): Promise<void> {
  const numbers = async () => {
    const { rows } = await records.query<{ id: string; beats: number }>('select id, beats from nodes')
    return new Map(rows.map(({ id, beats }) => [id, beats]))
  }
  for (let passed = 0; passed < ms; passed += defaultLimits.nodeBeat) {
    const before = await numbers()
    await world.clock.advance(defaultLimits.nodeBeat)
    await until('both nodes have beaten', async () => {
      const rose = [...(await numbers())].filter(([id, beats]) => beats !== before.get(id))
      return rose.length >= 2
    })
  }
}

test('who was connected to a node that is silent counts as gone after a while, and the people of other nodes stay', async () => {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id, 'call', second.url)
  const presence = (of: string) => practitioner.participants.find((one) => one.id === of)?.presence
  // What a node leaves in the records that was killed: itself, and the connection of the patient.
  const records = await connectTo(env)
  const [dead, at] = [randomUUID(), world.clock.now()]
  await records.query('insert into nodes (id, beats, started_at) values ($1, 7, $2)', [dead, at])
  await records.query(
    'insert into connections (id, appointment, participant, place, since, node) values ($1, $2, $3, $4, $5, $6)',
    [randomUUID(), id, anna.id, 'call', at, dead],
  )
  const again = await world.join(id, eva.id)
  await until('she sees the patient', () => again.participants.find((one) => one.id === anna.id)?.presence)
  await pass(world, records, 12_000)
  expect(again.participants.find((one) => one.id === anna.id)?.presence).toBeDefined()
  await pass(world, records, 12_000)
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
  const records = await connectTo(env)
  await records.query('delete from nodes')
  await records.query('delete from connections')
  await world.clock.advance(4_000)
  await until('the patient has been cut off and is back', () => states.at(-1) === 'up', 1000)
  expect(states).toContain('down')
  await until('she sees the patient again', presence)
})

test('a page that asks by requests is present again after its node was counted as dead', async () => {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const door = await openDoor(second.url)
  const behind = await openNginx(
    serverOf(door.url, 'proxy_http_version 1.1; if ($http_upgrade) { return 403; }'),
  )
  await world.join(id, anna.id, 'call', behind)
  const presence = () => practitioner.participants.find((one) => one.id === anna.id)?.presence
  await until('she sees the patient', presence)
  const asks = () => door.requests.filter((line) => line === `POST ${pathOf(routes.awaitLive)}`)
  await until('a request of the page waits', () => asks().length > 1)
  const records = await connectTo(env)
  // Her own node lives on, so that nothing is told to anybody that would answer the request that waits.
  await records.query('delete from nodes where id in (select node from connections where participant = $1)', [
    anna.id,
  ])
  await records.query('delete from connections where participant = $1', [anna.id])
  await world.clock.advance(4_000)
  await until('the patient is in the records again', async () => {
    const { rows } = await records.query('select 1 from connections where participant = $1', [anna.id])
    return rows.length > 0
  })
})

test('an upload whose node begins anew goes on under the new id, and is not taken for one that was left behind', async () => {
  const env = await services.env()
  // The first sweep comes after the beat by which both nodes begin anew. The sender is silent until it has come.
  const { world, second } = await openTwo(env, { sweep: 10_000, bodySilence: 3_600_000, bodyTime: 3_600_000 })
  const records = await connectTo(env)
  const id = await world.appointment()
  const token = await world.token(id, eva.id)
  const source = grownPdf(8 * MB, 'Kniegelenk Okubo.pdf')
  const bytes = Buffer.from(await source.arrayBuffer())
  const [file, other] = [randomUUID(), randomUUID()]
  const files = [file, other].map((id) => ({ id, name: source.name, size: bytes.length }))
  const offer = { id: randomUUID(), to: anna.id, files }
  expect((await world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), offer)).status).toBe(200)
  const { request: sending, head } = beginPatch(second.url, { file, token })
  sending.write(bytes.subarray(0, 6 * MB))
  const receiver = async () => {
    const { rows } = await records.query<{ node: string }>(
      'select node from uploads where node in (select id from nodes)',
    )
    return rows[0]?.node
  }
  const before = await until('a node receives it', receiver)
  await records.query('delete from nodes')
  await world.clock.advance(4_000)
  expect(await until('its node has begun anew', receiver)).not.toBe(before)
  // Another upload is one that a dead node left behind: once it is counted, a sweep has come by.
  const sender = await bring(world, id, eva.id)
  expect((await sender.patch(other, bytes.subarray(0, MB))).status).toBe(204)
  await records.query('update uploads set node = $1 where id = $2', [randomUUID(), other])
  await until('a sweep has come by', async () => {
    await pass(world, records, defaultLimits.nodeBeat)
    const { rows } = await records.query('select 1 from uploads where id = $1 and node is null', [other])
    return rows.length > 0
  })
  sending.end(bytes.subarray(6 * MB))
  expect((await head).statusCode).toBe(204)
})

test('a form whose node was counted as dead reads that its file starts again, where another node has dropped what came', async () => {
  const env = await services.env()
  const { world, second, another } = await openTwo(env)
  const records = await connectTo(env)
  const id = await world.appointment()
  const sender = await bring(world, id, eva.id)
  const bytes = bytesOf(allowed.pdf)
  const transfer = await sender.offer([{ name: 'Form-Letter.pdf', size: bytes.length }])
  const { id: file } = fileIn(transfer)
  const head = `--x\r\ncontent-disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n`
  const form = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--x--\r\n')])
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(form.length) }
  const path = pathOf(routes.sendForm, { id: transfer.id })
  const { request: sending, head: told } = begin(second.url + path, 'POST', { token: sender.token, headers })
  sending.write(form.subarray(0, -1000))
  const found = async (what: string): Promise<boolean> =>
    (await records.query(`select 1 from uploads where ${what}`)).rowCount === 1
  await until('a node receives it', () => found('node is not null'))
  // Another node finds it dead, and a node that starts counts what it left behind.
  await records.query('delete from nodes where id in (select node from uploads)')
  await another()
  await until('what came is dropped', () => found('object is null'))
  sending.end(form.subarray(-1000))
  const answer = await read(await told)
  expect(answer.status).toBe(200)
  expect(answer.json()).toMatchObject({
    files: [{ id: file, state: 'receiving', error: { code: 'UPLOAD_OFFSET_MISMATCH', limit: 0 } }],
  })
  const again = await sender.ask('POST', path, { headers, body: form })
  expect(again.json()).toEqual({ files: [{ id: file, state: 'ready' }] })
})
