import { getEventListeners } from 'node:events'
import { appendFileSync, mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import type { TokenSource } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { join } from '../../../client/src/appointment/appointment.ts'
import { Http } from '../../../client/src/connection/http.ts'
import { type Timeouts, timeouts } from '../../../client/src/connection/timeouts.ts'
import { Tokens } from '../../../client/src/connection/token.ts'
import { Uploads } from '../../../client/src/upload/uploads.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { serve } from '../../world/serve.ts'
import { atEnd, until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

/** Joins with some timeouts shortened. */
async function joinWith(url: string, token: TokenSource, waits: Partial<Timeouts>) {
  const joined = await join({ url, token, place: 'call' }, { ...timeouts, pause: [10, 50], ...waits })
  atEnd(() => joined.close())
  return joined
}

/** Eva with shortened timeouts over a line, and Anna without a line. */
async function meetWith(waits: Partial<Timeouts>) {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await joinWith(line.url, () => world.token(id, eva.id), waits)
  const patient = await world.join(id, anna.id)
  return { world, id, line, practitioner, patient }
}

// The server tells progress by its own clock, so that clock must move.
const bytesCame = (world: World, bytes: () => number | undefined) =>
  until('bytes came', async () => {
    await world.clock.advance(100)
    return (bytes() ?? 0) > 0
  })

test('an attempt on which nothing moves is begun anew, from where the server stands', async () => {
  const { line, practitioner, patient } = await meetWith({ stall: 400, ask: 400 })
  const file = grownPdf(4 * MB, 'Stillstand Übungsplan.pdf')
  line.hold(2 * MB)
  await practitioner.send([file])
  await until('it was begun anew', () => (line.offsets.at(-1) ?? 0) > MB, 2000)
  line.flow()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
})

test('an upload whose verdict never comes asks again where it stands, and has arrived', async () => {
  const size = 1000
  let [stands, patches] = [0, 0]
  const { url: base } = await serve(async (request, response) => {
    if (request.method === 'PATCH') {
      patches += 1
      for await (const chunk of request) stands += (chunk as Buffer).length
      return
    }
    response.writeHead(200, {
      'tus-resumable': '1.0.0',
      'upload-offset': String(stands),
      'upload-length': String(size),
    })
    response.end()
  })
  const waits: Timeouts = { ...timeouts, ask: 400, verdict: 400, pause: [10, 50] }
  const uploads = new Uploads(new Http(base, new Tokens('token', 1000)), () => {}, waits)
  const task = {
    file: 'f-1',
    blob: new Blob(['x'.repeat(size)]),
    acknowledged: () => stands,
    learn: () => {},
    interrupted: () => {},
  }
  expect(await uploads.send(task, new AbortController().signal)).toEqual({ end: 'arrived' })
  expect(patches).toBe(1)
})

test('a file that was given up for want of a line goes on when the line is back', async () => {
  const { world, line, practitioner, patient } = await meetWith({ whole: 300 })
  const file = grownPdf(4 * MB, 'Aufgegebene Aufnahme.pdf')
  line.hold(2 * MB)
  const transfer = await practitioner.send([file])
  const sent = transfer.files[0]
  await bytesCame(world, () => sent?.bytes)
  line.cut()
  const problem = await until('it is given up', () => sent?.problem, 2000)
  expect(problem.code).toBe('LINE_DOWN')
  line.flow()
  line.mend()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect(sent?.problem).toBeUndefined()
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
})

test('a file that was given up for want of a token says that the person is signed out, not that it is tried again by itself', async () => {
  const world = await openWorld({ limits: { token: 60_000 } })
  const id = await world.appointment()
  const line = await openLine(world.url)
  let signedIn = true
  const token = async (): Promise<string> => {
    if (!signedIn) throw new Error('signed out')
    return world.token(id, eva.id)
  }
  const practitioner = await joinWith(line.url, token, { whole: 2000 })
  const file = grownPdf(4 * MB, 'Abgemeldete Aufnahme.pdf')
  line.hold(2 * MB)
  const transfer = await practitioner.send([file])
  const sent = transfer.files[0]
  await bytesCame(world, () => sent?.bytes)
  signedIn = false
  await world.clock.advance(300_000)
  line.cut()
  line.mend()
  line.flow()
  const problem = await until('it is given up', () => sent?.problem, 2000)
  expect(problem.code).toBe('UNAUTHENTICATED')
  expect(problem.cause).toMatchObject({ code: 'NO_TOKEN' })
  signedIn = true
  practitioner.reconnect()
  sent?.retry()
  await until('it goes on', () => sent?.state === 'ready', 2000)
})

test('a file that changed on the device is taken back for both, and its sender sees why', async () => {
  const { world, line, practitioner, patient } = await meetWith({})
  const folder = mkdtempSync(pathOf(tmpdir(), 'chairside-changed-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const name = 'Geänderter Befund.pdf'
  keepSecret(name)
  const path = pathOf(folder, name)
  writeFileSync(path, Buffer.from(await grownPdf(4 * MB, name).arrayBuffer()))
  const blob = await openAsBlob(path)
  const errors: string[] = []
  practitioner.on('error', (error) => errors.push(error.code))
  line.hold(2 * MB)
  const transfer = await practitioner.send([{ name, blob }])
  const sent = transfer.files[0]
  await bytesCame(world, () => sent?.bytes)
  appendFileSync(path, 'one line more')
  line.cut()
  line.flow()
  line.mend()
  await until('its sender sees why', () => sent?.problem?.code === 'FILE_CHANGED', 2000)
  await until('it is taken back', () => sent?.state === 'withdrawn', 2000)
  await until('Anna is told', () => patient.transfers[0]?.files[0]?.state === 'withdrawn', 2000)
  expect([sent?.problem?.code, errors]).toEqual(['FILE_CHANGED', ['FILE_CHANGED']])
  expect(transfer.state).not.toBe('open')
  expect(() => sent?.attach(pick(allowed.pdf, name))).toThrow(/no longer possible/)
})

test('a file that is attached in another tab is sent from there, and the first tab lets go', async () => {
  const { world, id, line, practitioner, patient } = await meetWith({})
  const otherLine = await openLine(world.url)
  const otherTab = await joinWith(otherLine.url, () => world.token(id, eva.id), {})
  const file = grownPdf(4 * MB, 'Übernommener Trainingsplan.pdf')
  line.hold(2 * MB)
  const transfer = await practitioner.send([file])
  const there = await until('the other tab sees it', () => otherTab.transfers[0]?.files[0])
  await bytesCame(world, () => there.bytes)
  there.attach(file)
  expect(there.source).toBe('here')
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(otherLine.offsets[0]).toBeGreaterThan(0)
  await until('the first tab lets go', () => transfer.files[0]?.source === 'elsewhere')
  expect(transfer.files[0]?.problem).toBeUndefined()
})

test('a token function that says no for long signs the page out, which comes back by itself', async () => {
  const world = await openWorld({ limits: { token: 60_000 } })
  const id = await world.appointment()
  let refuses = false
  const token = async () => {
    if (refuses) throw new Error('not signed in')
    return world.token(id, eva.id)
  }
  const practitioner = await joinWith(world.url, token, { refused: 1000, signedOut: 200 })
  const lines: string[] = []
  practitioner.on('connection', ({ state }) => lines.push(state))
  refuses = true
  await world.clock.advance(60_000)
  await until('it is signed out', () => practitioner.connection.state === 'signed-out', 2000)
  refuses = false
  await until('it is back', () => practitioner.connection.state === 'up', 2000)
  expect(lines).toEqual(['down', 'signed-out', 'up'])
})

test('a token function that says no a few times and then yes signs nobody out', async () => {
  const world = await openWorld({ limits: { token: 60_000 } })
  const id = await world.appointment()
  let refusals = 0
  const token = async () => {
    if (refusals > 0) {
      refusals -= 1
      throw new Error('the backend restarts')
    }
    return world.token(id, eva.id)
  }
  const practitioner = await joinWith(world.url, token, {})
  const lines: string[] = []
  practitioner.on('connection', ({ state }) => lines.push(state))
  refusals = 3
  await world.clock.advance(60_000)
  await until('it is back', () => lines.includes('up'), 2000)
  expect(lines).toEqual(['down', 'up'])
})

test.each([
  [
    'throws at once',
    () => {
      throw new Error('not signed in')
    },
  ],
  ['gives nothing', () => ''],
  ['gives what is no token', () => undefined as unknown as string],
])('a token function that %s is asked again, and the page comes back', async (_, trouble: () => string) => {
  const world = await openWorld({ limits: { token: 60_000 } })
  const id = await world.appointment()
  let troubles = 1
  const token = () => {
    troubles -= 1
    return troubles >= 0 ? trouble() : world.token(id, eva.id)
  }
  const practitioner = await joinWith(world.url, token, {})
  expect(practitioner.connection.state).toBe('up')
  troubles = 1
  await world.clock.advance(60_000)
  await until('the page is back', () => troubles < 0 && practitioner.connection.state === 'up', 2000)
  // An upload asks for a token as well.
  const transfer = await practitioner.send([pick(allowed.png)])
  await until('it is ready', () => transfer.files[0]?.state === 'ready', 2000)
})

test('a token that grows old while the line is away is no reason to sign the page out', async () => {
  const world = await openWorld({ limits: { token: 60_000 } })
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await joinWith(line.url, () => world.token(id, eva.id), { refused: 200 })
  const lines: string[] = []
  practitioner.on('connection', ({ state }) => lines.push(state))
  line.lose('42["snapshot"')
  // The first token has expired. The next one expires too, before the line has carried it to the server.
  await world.clock.advance(60_000)
  await until('the snapshot of the second connection was lost', () => line.lost === 1, 2000)
  line.cut()
  await world.clock.advance(200_000)
  await new Promise((resolve) => setTimeout(resolve, 300))
  line.mend()
  await until('the page is back', () => practitioner.connection.state === 'up' && lines.at(-1) === 'up', 3000)
  expect(lines).toEqual(['down', 'up'])
})

test('a token function that never answers keeps nobody from joining', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  let asked = 0
  const token = () => {
    asked += 1
    return asked === 1 ? new Promise<string>(() => {}) : world.token(id, eva.id)
  }
  const practitioner = await joinWith(world.url, token, { token: 2000 })
  expect([practitioner.connection.state, asked]).toEqual(['up', 2])
})

test('a signal of the app is let go of once its transfer is settled', async () => {
  const { practitioner } = await meet()
  const { signal } = new AbortController()
  const transfer = await practitioner.send([pick(allowed.png)], { signal })
  await until('it is settled', () => transfer.state === 'settled')
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
