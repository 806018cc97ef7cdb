import { pathOf, routes, type Snapshot } from '@chairside/protocol'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { unhurriedCalls } from '../../world/at-once.ts'
import { ask } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { openRaw } from '../../world/raw.ts'
import { allowed, grownPdf, pick, saved, sentBytesOf } from '../../world/samples.ts'
import { connect } from '../../world/socket.ts'
import { atEnd, until } from '../../world/until.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

test('a practitioner on one node and a patient on another see each other, hand files over, and both know', async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', second.url)
  await until('she sees the patient in the call', () =>
    practitioner.participants.some((one) => one.id === anna.id && one.presence?.place === 'call'),
  )
  const prompts: string[] = []
  patient.on('prompt', (file) => prompts.push(file.id))
  const transfer = await practitioner.send([pick(allowed.pdf)])
  await until('the patient is asked to download', () => prompts.length === 1)
  const [file] = patient.transfers.flatMap(({ files }) => files)
  if (file === undefined) throw new Error('no file')
  expect(await saved(file)).toEqual(await sentBytesOf(allowed.pdf))
  await until('she reads that the patient has it', () => transfer.files[0]?.state === 'downloaded')

  await practitioner.ask({ note: 'The letter, please' })
  const request = await until('the patient is asked', () =>
    patient.requests.find(({ state }) => state === 'asked'),
  )
  await request.answer([grownPdf(3_000_000, 'letter.pdf')])
  const came = await until('she has it ready', () =>
    practitioner.transfers
      .flatMap(({ files }) => files)
      .find(({ name, state }) => name === 'letter.pdf' && state === 'ready'),
  )
  expect((await saved(came)).length).toBe(3_000_000)
})

test('a patient whose network lets no WebSocket through hears at once what happens on another node', async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const behind = await openNginx(serverOf(second.url, 'if ($http_upgrade) { return 403; }'))
  const patient = await world.join(id, anna.id, 'call', behind)
  expect(patient.connection).toMatchObject({ state: 'up', polling: true })
  await until('she sees the patient', () =>
    practitioner.participants.some((one) => one.id === anna.id && one.presence),
  )
  await practitioner.ask({ note: 'The letter, please' })
  const request = await until('the patient is asked', () =>
    patient.requests.find(({ state }) => state === 'asked'),
  )
  await request.answer([pick(allowed.pdf)])
  await until('she has the file', () =>
    practitioner.transfers.flatMap(({ files }) => files).some(({ state }) => state === 'ready'),
  )
})

test('of requests that come at once on one connection a later one sees what an earlier one did', async () => {
  const { world } = await openTwo(await services.env())
  const id = await world.appointment()
  const path = pathOf(routes.readAppointment, { id })
  const head = (first: string, ...headers: string[]) =>
    [`${first} HTTP/1.1`, 'Host: a', `Authorization: Bearer ${world.apiKey}`, ...headers, '', ''].join('\r\n')
  const titles = Array.from({ length: 20 }, (_, at) => `Title-${at}`)
  const raw = openRaw(world.url)
  for (const title of titles) {
    const body = JSON.stringify({ title })
    raw.write(head(`PUT ${path}`, 'Content-Type: application/json', `Content-Length: ${body.length}`) + body)
    raw.write(head(`GET ${path}`))
  }
  raw.write(head(`GET ${pathOf(routes.isLive)}`, 'Connection: close'))
  const told = [...(await raw.closed).matchAll(/"title":"(Title-\d+)"/g)].map(([, title]) => title)
  expect(told).toEqual(titles.flatMap((title) => [title, title]))
})

/** A look into the records that nodes share. */
async function recordsOf(env: Readonly<Record<string, string>>): Promise<pg.Client> {
  const client = new pg.Client(env.DATABASE_URL)
  await client.connect()
  atEnd(() => client.end())
  return client
}

/** The patient is in the call through the second node. The page of the practitioner, at the first one, shows where. */
async function callThroughSecond() {
  const env = await services.env()
  const { world, second } = await openTwo(env)
  const records = await recordsOf(env)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const place = () => practitioner.participants.find((one) => one.id === anna.id)?.presence?.place
  const before = await world.join(id, anna.id, 'call', second.url)
  await until('the patient is in the call', () => place() === 'call')
  return { world, records, id, place, before }
}

test('a page that is loaded anew through another node says where its person is', async () => {
  const { world, records, id, place, before } = await callThroughSecond()
  await before.close()
  await until('the node that it left knows', async () => {
    const { rows } = await records.query('select id from connections where closed = 1')
    return rows.length === 1
  })
  await world.join(id, anna.id, 'waiting-room')
  await until('the patient is in the waiting room', () => place() === 'waiting-room')
})

test('a page that is loaded anew through another node, before the first has noted that it closed, says where its person is', async () => {
  const { world, records, id, place, before } = await callThroughSecond()
  await world.clock.advance(2_000)
  // The node that it leaves cannot write that meanwhile.
  await records.query('begin')
  await records.query('select 1 from connections where participant = $1 for update', [anna.id])
  await before.close()
  await world.join(id, anna.id, 'waiting-room')
  expect(place()).toBe('call')
  await records.query('commit')
  await until('the patient is in the waiting room', () => place() === 'waiting-room')
})

test('every node answers in the words that the oldest page of a person knows, whichever node that is connected to', async () => {
  const { world, second, another } = await openTwo(await services.env(), unhurriedCalls)
  const id = await world.appointment()
  await world.desk(eva.id)
  const token = await world.token(id, anna.id)
  /** Whether a node tells that the desk is open, which no page of version 7 knows. */
  const tellsOfDesk = async ({ url }: { url: string }): Promise<boolean> => {
    const said = await ask(url + pathOf(routes.snapshot), 'POST', { token, json: { appointment: id } })
    return said.json<Snapshot>().appointment.participants.some(({ desk }) => desk !== undefined)
  }
  await until('the desk is open', () => tellsOfDesk(second))
  const page = await connect(world.url, { token, place: 'call', version: 7, oldest: 5 })
  for (const node of [world, second, await another()])
    await until('it is known there', async () => !(await tellsOfDesk(node)))
  page.close()
  await until('it is known to be closed', () => tellsOfDesk(second))
})

test('a node that starts removes what was left behind, and nothing that another one is about to point at', async () => {
  const env = await services.env()
  const { world, another } = await openTwo(env)
  const records = await recordsOf(env)
  const now = world.clock.now()
  for (const [key, at] of [
    ['being stored', now - 1_000],
    ['left behind', now - 2 * 60 * 60_000],
  ])
    await records.query(
      "insert into objects (key, upload, size, flags, at) values ($1, 'of nobody', 1, '[]', $2)",
      [key, at],
    )
  await (await another()).stop()
  const { rows } = await records.query('select key from objects')
  expect(rows).toEqual([{ key: 'being stored' }])
})
