import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { read } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { allowed, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'
import { countingClock } from '../../world/waits.ts'
import { meet, openWorld } from '../../world/world.ts'

test('a server that stops while everything runs ends it all quietly, and the next one goes on', async () => {
  const said: string[] = []
  const world = await openWorld({
    overrides: { log: createLog('warn', { write: (line) => said.push(line) }) },
  })
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  await practitioner.send([grownPdf(48 * MB, 'Wirbelsäule Łukaszewicz.pdf')])
  const first = await until('the first file is ready', () => patient.prompts[0], 3000)
  const { url } = await first.ticket('download')
  keepSecret(url)
  const download = (await fetch(url)).body?.getReader()
  await download?.read()

  const file = grownPdf(6 * MB, 'Hüftgelenk Łukaszewicz.pdf')
  line.hold(3 * MB)
  const transfer = await practitioner.send([file])
  await until('bytes of the second come', () => transfer.files[0]?.bytes)
  const withdrawn = await practitioner.send([grownPdf(MB, 'Irrtum Łukaszewicz.pdf')])
  await Promise.all([withdrawn.withdraw(), world.restart()])
  await world.clock.advance(60_000)
  line.flow()

  const second = await until(
    'the second file is ready',
    () => patient.prompts.find(({ size }) => size === file.size),
    3000,
  )
  expect((await saved(second)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  await until('the third is withdrawn', () => withdrawn.files[0]?.state === 'withdrawn')
  const failures = said.filter((text) => (JSON.parse(text) as { level: number }).level >= 50)
  expect(failures.map((text) => (JSON.parse(text) as { msg: string }).msg)).toEqual([])
  await download?.cancel().catch(() => undefined)
})

test('a server that gets SIGTERM as soon as it listens stops cleanly, with code 0', async () => {
  // Outside production the server opens its demo only after it listens, so a client may send before that.
  const server = await openServer({ NODE_ENV: 'development' })
  expect(await server.stop()).toBe(0)
})

test('a server that lets its people go takes nobody new, lets a running download finish, and ends with 0', async () => {
  const server = await openServer({ DRAIN_SECONDS: '60', DRAIN_NOTICE_SECONDS: '0' })
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  const patient = await server.join(appointment, anna.id)
  const file = grownPdf(48 * MB, 'Schulterblatt Łukaszewicz.pdf')
  await practitioner.send([file])
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const reader = (await fetch(url)).body?.getReader()
  const parts = [(await reader?.read())?.value ?? new Uint8Array()]
  const stopped = server.stop()
  await until('the page has lost its socket', () => patient.connection.state !== 'up', 1000)
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    parts.push(value)
  }
  expect(Buffer.concat(parts).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(await stopped).toBe(0)
})

/** Asks over connections that are kept, one after the other, and says from which port each question came. */
function keptAlive(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  atEnd(() => agent.destroy())
  return async (path: string, token?: string) => {
    const sent = request(url + path, { agent, headers: token ? { authorization: `Bearer ${token}` } : {} })
    sent.end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const port = sent.socket?.localPort
    const { status, headers, body } = await read(answer)
    return { status, connection: headers.connection, port, body }
  }
}

test('a node that leaves says so while it serves everything, and each answer sends its connection elsewhere', async () => {
  const { clock, waits } = countingClock()
  const settings = { env: { DRAIN_SECONDS: '60' }, overrides: { clock } }
  const { world, id, practitioner, patient } = await meet({}, settings)
  const get = keptAlive(world.url)
  const live = pathOf(routes.isLive)
  const before = [await get(live), await get(live)]
  expect(before[1]).toMatchObject({ connection: 'keep-alive', port: before[0]?.port })

  const left = world.chairside.leave()
  const ready = await get(pathOf(routes.isReady))
  // It came on the old connection, and was the last one there.
  expect(ready).toMatchObject({ status: 503, connection: 'close', port: before[0]?.port })
  expect(JSON.parse(String(ready.body))).toMatchObject({ status: 'draining' })
  const file = pick(allowed.pdf)
  await practitioner.send([file])
  const prompt = await until('a file arrives', () => patient.prompts[0])
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const content = await get(new URL(url).pathname)
  expect(content).toMatchObject({ status: 200, connection: 'close' })
  expect(content.body.length).toBe(file.size)
  const snapshot = pathOf(routes.awaitSnapshot, { id })
  const token = await world.token(id, anna.id)
  const plain = await get(snapshot, token)
  expect(plain).toMatchObject({ status: 200, connection: 'close' })
  expect(new Set([ready.port, content.port, plain.port]).size).toBe(3)
  expect([practitioner.connection.state, patient.connection.state]).toEqual(['up', 'up'])

  const waiting = get(`${snapshot}?after=999`, token)
  await until('it waits', () => waits() === 1)
  await clock.advance(5000)
  expect(await waiting).toMatchObject({ status: 503, connection: 'close' })
  await until('the pages have lost their sockets', () =>
    [practitioner, patient].every(({ connection }) => connection.state !== 'up'),
  )
  await expect(get(live)).rejects.toThrow('ECONNREFUSED')
  await left
})

test('what a server keeps cannot be read by anybody else on its machine', async () => {
  const server = await openServer()
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  await practitioner.send([grownPdf(MB, 'Befund Quintavalle.pdf')])
  await until('it is stored', () => server.stored('sealed').length > 0)
  const kept = readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
  const open = kept.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0)
  expect(kept.map(({ name }) => name)).toContain('records.sqlite')
  expect(open.map(({ name }) => name)).toEqual([])
})
