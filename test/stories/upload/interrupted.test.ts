import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Appointment } from '@chairside/client'
import { KB, MB, pathOf, routes, type Transfer, type WireError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import type { Overrides } from '../../../server/src/chairside.ts'
import type { ObjectStore } from '../../../server/src/seams.ts'
import { begin } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/** The most bytes of request heads among the bytes that a line counts. */
const heads = 16 * KB

const only = (appointment: Appointment) => appointment.transfers[0]?.files[0]

/** Eva sends a file of 6 MB over a line that holds after 3 MB. */
async function standstill() {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Haltungsübungen Kjærsgård.pdf')
  line.hold(3 * MB)
  await practitioner.send([file])
  // In small steps: while the last event is on its way to another node, the time of the silence runs.
  await until('both see every byte that the line has carried', async () => {
    await world.clock.advance(10)
    return [practitioner, patient].every((page) => (only(page)?.bytes ?? 0) > 3 * MB - heads)
  })
  return { world, line, practitioner, patient, file }
}

/** What holds the file up, as each page shows it, once all events on their way have arrived. */
async function paused(...pages: Appointment[]): Promise<(string | undefined)[]> {
  for (const page of pages) await page.enter('call')
  return pages.map((page) => only(page)?.paused)
}

test('an upload that stands still is paused by the line for both after 5 s, and goes on by itself', async () => {
  const { world, line, practitioner, patient, file } = await standstill()
  await world.clock.advance(4800)
  expect(await paused(practitioner, patient)).toEqual([undefined, undefined])
  await world.clock.advance(200)
  await until('the sender is told', () => only(practitioner)?.paused === 'line')
  await until('the receiver is told', () => only(patient)?.paused === 'line')

  line.flow()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(line.offsets).toEqual([0])
})

test('an upload whose line is cut is paused for the receiver after 5 s, and goes on when the line is back', async () => {
  const { world, line, practitioner, patient, file } = await standstill()
  const stood = only(patient)?.bytes ?? 0
  line.cut()
  await until('the sender knows that the line is down', () => practitioner.connection.state === 'down')
  await world.clock.advance(4800)
  expect(await paused(patient)).toEqual([undefined])
  await world.clock.advance(300)
  await until('the receiver is told', () => only(patient)?.paused === 'line')

  // A question for the offset brings no bytes.
  const token = await world.token(practitioner.id, eva.id)
  await fetch(world.url + pathOf(routes.findUpload, { id: only(practitioner)?.id ?? '' }), {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  })
  await world.clock.advance(200)
  expect(only(patient)?.paused).toBe('line')

  line.flow()
  line.hold(MB)
  line.mend()
  await until(
    'bytes come again',
    async () => {
      await world.clock.advance(100)
      return (only(patient)?.bytes ?? 0) > stood && only(patient)?.paused === undefined
    },
    2000,
  )
  await until('the sender sees that it goes on', () => only(practitioner)?.resumedAt)
  line.flow()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(line.offsets).toHaveLength(2)
  expect(line.offsets[1]).toBeGreaterThanOrEqual(stood)
  expect(line.uploaded).toBeLessThan(6.1 * MB)
})

test('a pause by the sender is shown as one, and never as a pause by the line', async () => {
  const { world, line, practitioner, patient, file } = await standstill()
  only(practitioner)?.pause()
  await until('the receiver is told', () => only(patient)?.paused === 'sender')
  await world.clock.advance(10_000)
  expect(await paused(practitioner, patient)).toEqual(['sender', 'sender'])
  line.flow()
  only(practitioner)?.resume()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
})

/** A file that Eva has offered, and ways to send it without the SDK. */
async function offered(size: number, overrides: Overrides = {}) {
  const world = await openWorld({ overrides })
  const id = await world.appointment()
  const token = await world.token(id, eva.id)
  const file = grownPdf(size, 'Kniegelenk Okubo.pdf')
  const offer = { id: randomUUID(), to: anna.id, files: [{ id: randomUUID(), name: file.name, size }] }
  const answer = await world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), offer)
  expect(answer.status).toBe(200)
  const bytes = Buffer.from(await file.arrayBuffer())
  const path = pathOf(routes.sendBytes, { id: offer.files[0]?.id ?? '' })
  const upload = (method: 'PATCH' | 'HEAD' | 'DELETE', offset?: number): ClientRequest => {
    const length = offset === undefined ? {} : { 'content-length': String(size - offset) }
    return begin(world.url + path, method, { token, headers: { ...tus(offset), ...length } }).request
  }
  const state = async (): Promise<string | undefined> => {
    const seen = await world.as(token, 'GET', pathOf(routes.readTransfer, { id: offer.id }))
    return ((await seen.json()) as Transfer).files[0]?.state
  }
  return { world, id, bytes, upload, state }
}

async function answerOf(sending: ClientRequest): Promise<{ status: number; offset: number; code: string }> {
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of answer) body += chunk
  const { error } = (body === '' ? {} : JSON.parse(body)) as { error?: WireError }
  return {
    status: answer.statusCode ?? 0,
    offset: Number(answer.headers['upload-offset'] ?? -1),
    code: error?.code ?? '',
  }
}

/** Waits until `bytes` bytes of the upload are on the disk. */
const stored = (world: World, bytes: number) =>
  until('the first connection has brought bytes', async () => {
    await world.clock.advance(100)
    return (await world.stored()).includes(bytes)
  })

async function arrives(world: World, id: string, bytes: Buffer): Promise<void> {
  const patient = await world.join(id, anna.id)
  const prompt = await until('the file is ready', () => patient.prompts[0])
  expect((await saved(prompt)).equals(bytes)).toBe(true)
}

test('of two connections that begin an upload at one byte the newer one sends it, the older one is told so', async () => {
  const { world, id, bytes, upload, state } = await offered(3 * MB)
  const older = upload('PATCH', 0)
  older.flushHeaders()
  const told = answerOf(older)
  await until('the older one has begun', async () => {
    await world.clock.advance(100)
    return (await state()) === 'receiving'
  })
  const newer = upload('PATCH', 0)
  newer.end(bytes)
  expect(await answerOf(newer)).toEqual({ status: 204, offset: bytes.length, code: '' })
  expect(await told).toMatchObject({ status: 409, code: 'UPLOAD_TAKEN_OVER' })
  await arrives(world, id, bytes)
})

test('a HEAD ends the connection of its upload, and later bytes of that connection are not taken', async () => {
  const { world, id, bytes, upload } = await offered(6 * MB)
  const older = upload('PATCH', 0)
  const told = answerOf(older)
  older.write(bytes.subarray(0, 2 * MB))
  await stored(world, 2 * MB)
  // These are too few bytes for a batch. They are written only because the connection ends.
  older.write(bytes.subarray(2 * MB, 2.3 * MB))
  await until('they were sent', () => older.socket?.writableLength === 0)
  const question = upload('HEAD')
  question.end()
  const { offset } = await answerOf(question)
  expect(offset).toBeGreaterThanOrEqual(2 * MB)
  expect(await told).toMatchObject({ status: 409, code: 'UPLOAD_TAKEN_OVER' })
  older.write(Buffer.alloc(MB, 'x'))
  const newer = upload('PATCH', offset)
  newer.end(bytes.subarray(offset))
  expect((await answerOf(newer)).status).toBe(204)
  await arrives(world, id, bytes)
})

/** A disk store whose writes end only when the test allows it. */
async function openSlowDisk() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const disk = await openDisk(dataDir)
  const gate = Promise.withResolvers<void>()
  let writing = 0
  const append: ObjectStore['append'] = async (key, batch) => {
    writing += 1
    await gate.promise
    return disk.append(key, batch)
  }
  return { store: { ...disk, append }, writing: () => writing, finish: () => gate.resolve() }
}

test('a HEAD is answered after the last write of the older connection', async () => {
  const { store, writing, finish } = await openSlowDisk()
  const { world, id, bytes, upload } = await offered(3 * MB, { store })
  const older = upload('PATCH', 0)
  const told = answerOf(older)
  older.write(bytes.subarray(0, 1.5 * MB))
  await until('bytes are being written', () => writing() === 1)
  const question = upload('HEAD')
  question.end()
  let isAnswered = false
  const answered = answerOf(question).then(({ offset }) => {
    isAnswered = true
    return offset
  })
  // Other requests are answered meanwhile, so the server had time to answer this one.
  for (let turn = 0; turn < 5; turn += 1) await fetch(world.url + pathOf(routes.isReady))
  expect(isAnswered).toBe(false)
  finish()
  const offset = await answered
  expect(offset).toBeGreaterThanOrEqual(MB)
  expect((await told).code).toBe('UPLOAD_TAKEN_OVER')
  const newer = upload('PATCH', offset)
  newer.end(bytes.subarray(offset))
  expect((await answerOf(newer)).status).toBe(204)
  await arrives(world, id, bytes)
})

test('a connection that begins where the older one began is told where the upload stands now', async () => {
  const { world, id, bytes, upload } = await offered(6 * MB)
  const older = upload('PATCH', 0)
  const told = answerOf(older)
  older.write(bytes.subarray(0, 2 * MB))
  await stored(world, 2 * MB)
  const newer = upload('PATCH', 0)
  newer.end(bytes)
  expect(await answerOf(newer)).toMatchObject({ status: 409, code: 'UPLOAD_OFFSET_MISMATCH' })
  expect(await told).toMatchObject({ status: 409, code: 'UPLOAD_TAKEN_OVER' })
  const rest = upload('PATCH', 2 * MB)
  rest.end(bytes.subarray(2 * MB))
  expect((await answerOf(rest)).status).toBe(204)
  const again = upload('PATCH', bytes.length)
  again.end()
  expect(await answerOf(again)).toMatchObject({ status: 204, offset: bytes.length })
  await arrives(world, id, bytes)
})

test('however many connections race for one upload, its bytes are right', async () => {
  const { world, id, bytes, upload } = await offered(8 * MB)
  let offset = 0
  for (let round = 0; offset < bytes.length && round < 20; round += 1) {
    const rest = bytes.subarray(offset)
    const racers = [1, 2, 3].map(() => {
      const racer = upload('PATCH', offset)
      racer.end(rest)
      return answerOf(racer).catch(() => undefined)
    })
    await Promise.all(racers)
    const question = upload('HEAD')
    question.end()
    offset = (await answerOf(question)).offset
  }
  expect(offset).toBe(bytes.length)
  await arrives(world, id, bytes)
})
