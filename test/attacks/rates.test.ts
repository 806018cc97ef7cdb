import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ArchiveTicket,
  KB,
  type LiveNews,
  pathOf,
  routes,
  socketPath,
  spoken,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { createRates } from '../../server/src/domain/rate.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createManualClock } from '../world/clock.ts'
import { readyDocument } from '../world/document-calls.ts'
import { withDriver } from '../world/driver.ts'
import { openHeldRead } from '../world/held-commit.ts'
import { ask } from '../world/http.ts'
import { bring, fileIn } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { connect, Refused } from '../world/socket.ts'
import { atEnd, until } from '../world/until.ts'
import { openWorld } from '../world/world.ts'
import { meet } from './meeting.ts'

/* What one person may cost on all sockets and over HTTP together: commands, bytes, time, sockets. */

const pdf = bytesOf(allowed.pdf)

test('a person has one rate on all sockets and over HTTP, and uploads and other people go on', async () => {
  const { world, id, doctor, ears } = await meet()
  const file = fileIn(await doctor.offer([{ name: 'Rate-Letter.pdf', size: pdf.length }]))
  const [mine, theirs] = [await doctor.connect(), ears[1]]
  await world.clock.advance(5000)
  const ask = (socket = mine, times = 30) =>
    Promise.all(Array.from({ length: times }, () => socket.command('snapshot', { appointment: id })))
  const answers = [...(await ask()), ...(await ask(ears[0]))]
  expect(answers.filter(({ ok }) => ok)).toHaveLength(60)

  const refused = [
    await doctor.tryOffer([{ name: 'Rate-Letter.pdf', size: 9 }]),
    await doctor.tryTicket(file.id),
    await doctor.withdraw(file.id),
    await doctor.ask('POST', '/v1/commands/snapshot', { json: { appointment: id } }),
    await doctor.ask('GET', pathOf(routes.awaitSnapshot, { id })),
  ]
  for (const { status, error, headers } of refused)
    expect([status, error?.code, error?.limit, headers['retry-after']]).toEqual([
      429,
      'RATE_LIMITED',
      20,
      '1',
    ])
  expect((await mine.command('snapshot', { appointment: id })).ok).toBe(false)

  expect(await doctor.offset(file.id)).toBe(0)
  expect((await doctor.patch(file.id, pdf)).status).toBe(204)
  expect((await theirs?.command('snapshot', { appointment: id }))?.ok).toBe(true)
  await world.clock.advance(1000)
  expect((await doctor.tryTicket(file.id)).status).toBe(200)
})

test('a person has ten sockets; the oldest is told why it goes, and its page does not come back by itself', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const oldest = await world.join(id, anna.id)
  const token = await world.token(id, anna.id)
  const others = []
  for (let socket = 0; socket < 10; socket += 1) others.push(await connect(world.url, { token }))
  const { connection } = await until('the oldest is closed', () =>
    oldest.connection.state === 'closed' ? oldest : undefined,
  )
  expect(connection).toMatchObject({
    reason: { problem: { code: 'TOO_MANY_CONNECTIONS', limit: 10 } },
  })
  oldest.reconnect()
  expect(oldest.connection.state).toBe('closed')
  expect((await others[9]?.command('snapshot', { appointment: id }))?.ok).toBe(true)
  expect(others.filter(({ connected }) => connected)).toHaveLength(10)
  const desk = await world.join(id, eva.id)
  expect(desk.connection.state).toBe('up')
})

test('a hundred dials with one token let in as many as the rate, and ten of them stay', async () => {
  const { world, id, doctor, patient } = await meet()
  const dialled = await Promise.allSettled(
    Array.from({ length: 100 }, () => connect(world.url, { token: doctor.token })),
  )
  const refused = dialled.filter(
    (one) =>
      one.status === 'rejected' && one.reason instanceof Refused && one.reason.error?.code === 'RATE_LIMITED',
  )
  expect(refused.length).toBeGreaterThanOrEqual(40)
  await until(
    'ten stay',
    () => dialled.filter((one) => one.status === 'fulfilled' && one.value.connected).length === 10,
  )
  expect((await (await patient.connect()).command('snapshot', { appointment: id })).ok).toBe(true)
})

test('the work of letting a person in counts as the work of their commands does', async () => {
  const standing = createManualClock()
  let ticks = 0
  // Whoever looks at this clock moves it.
  const clock = { ...standing, now: () => standing.now() + ticks++ }
  const limits = { commandTime: 0.001, commandTimeBurst: 1 }
  const world = await openWorld({ overrides: { clock }, limits })
  const token = await world.deskToken(eva.id)
  const refusals: unknown[] = []
  // Far fewer dials than there may be commands at once.
  for (let dial = 0; dial < 10; dial += 1)
    await connect(world.url, { token }).catch((error: Refused) => refusals.push(error.error?.code))
  expect(refusals).toContain('RATE_LIMITED')
})

test('an archive counts by the work for its contents, so that one of many is not had again and again for nothing', async () => {
  const standing = createManualClock()
  let ticks = 0
  // Whoever looks at this clock moves it.
  const clock = { ...standing, now: () => standing.now() + ticks++ }
  const limits = { commandTime: 0.001, commandTimeBurst: 1000, commandBurst: 1000 }
  const world = await openWorld({ overrides: { clock }, limits })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const backend = { ...doctor, token: world.apiKey }
  for (let count = 0; count < 20; count += 1)
    await readyDocument({ world, id, doctor: backend, patient }, { attach: true })
  const said = await world.as(patient.token, 'POST', pathOf(routes.issueArchiveTicket, { id }))
  const { url } = (await said.json()) as ArchiveTicket
  const statuses: number[] = []
  for (let count = 0; count < 40; count += 1) statuses.push((await ask(url, 'GET')).status)
  expect(statuses[0]).toBe(200)
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
})

/** A world that counts the transactions of its database. */
async function openCounted() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const sqlite = openSqlite(dataDir)
  let count = 0
  const database = withDriver(sqlite, (driver) => {
    const commit = driver.commitTransaction.bind(driver)
    driver.commitTransaction = (...given) => {
      count += 1
      return commit(...given)
    }
  })
  const world = await openWorld({ overrides: { database } })
  return { world, commits: () => count }
}

test('a desk reads each of its appointments by itself, so that others get their answers in between', async () => {
  const { world, commits } = await openCounted()
  for (let appointment = 0; appointment < 20; appointment += 1) {
    const id = await world.appointment()
    await connect(world.url, { token: await world.token(id, anna.id), place: 'waiting-room' })
  }
  const before = commits()
  const desk = await world.desk(eva.id)
  expect(desk.waiting).toHaveLength(20)
  expect(commits() - before).toBeGreaterThanOrEqual(20)
})

/** Opens a WebSocket that is let in, and notes why it was closed. */
async function openLine(url: string, token?: string) {
  const line = new WebSocket(`${url.replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`)
  atEnd(() => line.terminate())
  const heard: string[] = []
  let over = false
  line.on('message', (data) => {
    heard.push(String(data))
    if (token !== undefined && heard.length === 1) line.send(`40${JSON.stringify({ ...spoken, token })}`)
  })
  line.on('close', () => {
    over = true
  })
  line.on('error', () => undefined)
  await until('the line is open', () => heard.some((one) => one.startsWith(token === undefined ? '0' : '42')))
  return { line, heard, over: () => over }
}

test.each([
  ['acknowledgements', (line: WebSocket) => line.send('431["x"]')],
  ['heartbeats that nobody asked for', (line: WebSocket) => line.send('3')],
  ['pings of the line itself', (line: WebSocket) => line.ping()],
  ['pongs of the line itself', (line: WebSocket) => line.pong()],
])('a flood of %s costs the connection as commands do', async (_, say) => {
  const { world, doctor } = await meet()
  const { line, heard, over } = await openLine(world.url, doctor.token)
  for (let said = 0; said < 300; said += 1) say(line)
  await until('it is closed', over)
  expect(heard.at(-2)).toContain('"code":"RATE_LIMITED"')
})

test('who sends more bytes than commands have is told so and closed, whatever the bytes are', async () => {
  const { world, doctor } = await meet()
  const { line, heard, over } = await openLine(world.url, doctor.token)
  const large = `431["${'x'.repeat(200 * KB)}"]`
  for (let said = 0; said < 30; said += 1) line.send(large)
  await until('it is closed', over)
  expect(heard.at(-2)).toContain('"found":"many-bytes"')
})

test.each(['2', '3', '431["x"]', '42["snapshot",{}]', '1'])(
  'a connection that sends "%s" before its handshake is closed at once',
  async (said) => {
    const world = await openWorld()
    const { line, over } = await openLine(world.url)
    line.send(said)
    await until('it is closed', over)
  },
)

test('time counts: a person who keeps the server busy then waits for as long', async () => {
  const clock = createManualClock()
  const rates = createRates(clock, defaultLimits)
  const [first, second] = [rates.begin('one'), rates.begin('one')]
  await clock.advance(9000)
  first()
  expect(rates.judge('one')).toBe('go')
  await clock.advance(20_000)
  expect([rates.judge('one'), rates.judge('other')]).toEqual(['refuse', 'go'])
  second()
  await clock.advance(999)
  expect(rates.judge('one')).toBe('refuse')
  await clock.advance(2)
  expect(rates.judge('one')).toBe('go')
})

test.each(['a patient', 'a desk'])(
  '%s whose page asks without a socket pays for the answer, and not for the wait',
  async (who) => {
    const { database, hold, release } = openHeldRead()
    const world = await openWorld({ overrides: { database } })
    const id = await world.appointment()
    await bring(world, id, anna.id)
    const token = who === 'a desk' ? await world.deskToken(eva.id) : await world.token(id, anna.id)
    if (who === 'a desk') await connect(world.url, { token: await world.token(id, anna.id), place: 'call' })
    const page = randomUUID()
    const asks = (after?: string) =>
      ask(world.url + pathOf(routes.awaitLive), 'POST', { token, json: { page, after } })
    const { after } = (await asks()).json<LiveNews>()
    const waiting = asks(after)
    let answered = false
    void waiting.finally(() => {
      answered = true
    })
    await until('its wait is over', async () => {
      await world.clock.advance(1000)
      return answered
    })
    const held = hold()
    const reading = asks()
    await held
    await world.clock.advance(11_000)
    release()
    expect([(await waiting).status, (await reading).status]).toEqual([200, 200])
    expect((await asks()).error?.code).toBe('RATE_LIMITED')
  },
)

test('a practitioner with twelve patients who asks and sends to all of them at once is not slowed down', async () => {
  const world = await openWorld()
  const ids: string[] = []
  for (let patient = 0; patient < 12; patient += 1) {
    const id = await world.appointment()
    await connect(world.url, { token: await world.token(id, anna.id), place: 'waiting-room' })
    ids.push(id)
  }
  const desk = await world.desk(eva.id)
  await until('all are on the desk', () => desk.waiting.length === 12)
  const sent = await Promise.all(
    desk.waiting.map(async (appointment) => {
      await appointment.ask()
      return appointment.send([pick(allowed.pdf)])
    }),
  )
  await until(
    'all have arrived',
    () => sent.every(({ files }) => files.every(({ state }) => state === 'ready')),
    3000,
  )
  for (const transfer of sent) await transfer.files[0]?.ticket('view')
})

test('people who leave at the same moment are removed from the presence in one transaction', async () => {
  const { world, commits } = await openCounted()
  const sockets = []
  const appointments: string[] = []
  for (let appointment = 0; appointment < 5; appointment += 1) {
    const id = await world.appointment()
    appointments.push(id)
    for (const { id: person } of [anna, eva])
      for (let tab = 0; tab < 4; tab += 1)
        sockets.push(await connect(world.url, { token: await world.token(id, person), place: 'call' }))
  }
  const desk = await world.desk(eva.id)
  await until('all are here', () => desk.waiting.length === 5)
  for (const socket of sockets) socket.close()
  const id = await world.appointment()
  const late = await connect(world.url, { token: await world.token(id, anna.id) })
  await until('their ends have come', async () => (await late.command('nothing')).ok === false)
  // The audit lines about connections and refusals are written in transactions of their own, so these must be over
  // first.
  const lines = async (of: string, kind: string) =>
    (await world.audit(of)).filter((line) => line.kind === kind).length
  for (const one of appointments)
    await until('their ends are in the audit', async () => (await lines(one, 'disconnected')) === 8)
  await until('the late one is in the audit', async () => (await lines(id, 'refused')) === 1)
  const before = commits()
  await world.clock.advance(20_000)
  await until('nobody is there', () => desk.waiting.length === 0)
  expect(commits() - before).toBe(1)
})
