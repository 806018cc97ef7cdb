import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { connect as connectTo } from 'node:net'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createBudget } from '../../server/src/budget.ts'
import { createReaders } from '../../server/src/domain/bytes/readers.ts'
import type { Identity } from '../../server/src/domain/people/identity.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { unhurriedCalls } from '../world/at-once.ts'
import { ask, begin, read } from '../world/http.ts'
import { fileIn, type Party } from '../world/party.ts'
import { grownPdf } from '../world/samples.ts'
import { atEnd, until } from '../world/until.ts'
import { meet } from './meeting.ts'

/*
 * Answers that the client does not read. Each holds memory and a connection, so each has an owner, a cap and a
 * deadline.
 */

const size = 40 * MB

/** Sends a file that is larger than the buffers between the server and a client that does not read. */
async function sent(settings: Parameters<typeof meet>[0] = {}) {
  const meeting = await meet(settings)
  const big = Buffer.from(await grownPdf(size, 'Unread-Series.pdf').arrayBuffer())
  const file = fileIn(await meeting.doctor.offer([{ name: 'Unread-Series.pdf', size }])).id
  expect((await meeting.doctor.patch(file, big)).status).toBe(204)
  return { ...meeting, file, big }
}

/** Begins a download and does not read its body. */
async function stall(url: string): Promise<IncomingMessage> {
  const download = begin(url, 'GET')
  atEnd(() => void download.request.destroy())
  download.request.end()
  return (await download.head).pause()
}

test('of the downloads on one ticket six run at once, the seventh is told how many, and each that ends makes room', async () => {
  const { patient, doctor, file, big } = await sent({ limits: unhurriedCalls })
  const url = await patient.ticket(file)
  const stalled = await Promise.all(Array.from({ length: 6 }, () => stall(url)))
  expect(stalled.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(200))

  const seventh = await ask(url, 'GET')
  expect([seventh.status, seventh.headers['retry-after']]).toEqual([503, '5'])
  expect(seventh.error).toMatchObject({ code: 'DOWNLOADS_FULL', limit: 6, found: 'own-downloads' })
  // With a file's name in its headers, a browser would save the error as that file.
  expect(seventh.headers['content-disposition']).toBeUndefined()
  expect((await patient.tryTicket(file)).error).toMatchObject({ code: 'DOWNLOADS_FULL', limit: 6 })
  // A page sends a HEAD before it hands the address to the browser.
  expect((await ask(url, 'HEAD')).status).toBe(503)
  expect((await ask(await doctor.ticket(file), 'GET')).body.equals(big)).toBe(true)

  stalled[0]?.destroy()
  await until('there is room again', async () => (await patient.tryTicket(file)).status === 200)
  expect((await ask(url, 'GET')).body.equals(big)).toBe(true)
  for (const one of stalled.slice(1)) expect((await read(one)).body.length).toBe(size)
})

test('a thousand downloads on one ticket are answered, and six of them get bytes', async () => {
  const { patient, file } = await sent({ limits: { commandBurst: 2000, appointmentBurst: 2000 } })
  const url = await patient.ticket(file)
  let [running, refused] = [0, 0]
  for (let batch = 0; batch < 20; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const { statusCode } = await stall(url)
        return statusCode
      }),
    )
    running += answers.filter((status) => status === 200).length
    refused += answers.filter((status) => status === 503).length
  }
  expect([running, refused]).toEqual([6, 994])
})

test('each read on a ticket counts as a command of its reader, so that a flood of tiny ranges is refused', async () => {
  const { patient, file } = await sent()
  const url = await patient.ticket(file)
  const statuses: number[] = []
  for (let count = 0; count < 80; count += 1)
    statuses.push((await ask(url, 'GET', { headers: { range: 'bytes=0-0' } })).status)
  expect(new Set(statuses)).toEqual(new Set([206, 429]))
  expect(statuses.filter((status) => status === 206).length).toBeLessThanOrEqual(60)
})

test('a node sends a limited number of downloads at once, whoever they are for', async () => {
  const { patient, doctor, file } = await sent({ limits: { nodeDownloads: 2 } })
  const people: readonly [Party, Party] = [patient, doctor]
  const urls = await Promise.all(people.map((one) => one.ticket(file)))
  await Promise.all(urls.map(stall))
  const third = await ask(urls[0] ?? '', 'GET')
  expect([third.status, third.error?.code, third.error?.limit]).toEqual([503, 'DOWNLOADS_FULL', 2])
})

/** Reads at least `bytes` bytes. */
async function take(message: IncomingMessage, bytes: number): Promise<Buffer> {
  const got: Buffer[] = []
  for (let taken = 0; taken < bytes; ) {
    const chunk: Buffer | null = message.read()
    if (chunk === null) await once(message, 'readable')
    else {
      got.push(chunk)
      taken += chunk.length
    }
  }
  return Buffer.concat(got)
}

test('a reader who takes no byte for a minute loses the download, one who takes a few does not', async () => {
  const { world, patient, doctor, file, big } = await sent({ limits: { ...unhurriedCalls, downloads: 1 } })
  const deaf = await stall(await patient.ticket(file))
  const slow = await stall(await doctor.ticket(file))
  const got: Buffer[] = []
  // Each minute the reader takes more than the buffers hold, so that the server can send more.
  for (let step = 0; step < 6; step += 1) {
    got.push(await take(slow, 5 * MB))
    await world.clock.advance(20_000)
  }
  await until('the silent one has left', async () => (await patient.tryTicket(file)).status === 200)
  expect((await read(deaf)).cut).toBe(true)
  got.push((await read(slow)).body)
  expect(Buffer.concat(got).equals(big)).toBe(true)
})

/** How many bytes lie in the system for a client that does not read them. Nothing is in the way of more while it grows. */
function lying(port: number | undefined): number {
  const hex = (port ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((one) => one.trim().split(/\s+/)[1]?.endsWith(`:${hex}`))
  const [, , , , queues = ''] = line?.trim().split(/\s+/) ?? []
  return Number.parseInt(queues.split(':')[1] ?? '', 16)
}

test('a reader who takes no byte loses the download when the minute is over, and not a quarter of a minute later', async () => {
  // It asks again until there is room, while the clock stands still.
  const { world, patient, file } = await sent({ limits: { downloads: 1, commandBurst: 10_000 } })
  const deaf = await stall(await patient.ticket(file))
  const { localPort } = deaf.socket
  let before = -1
  let same = 0
  await until('its buffers are full', () => {
    const now = lying(localPort)
    same = now === before && now > 0 ? same + 1 : 0
    before = now
    return same === 5
  })
  await world.clock.advance(59_000)
  expect((await patient.tryTicket(file)).error).toMatchObject({ code: 'DOWNLOADS_FULL' })
  await world.clock.advance(3_000)
  await until('it has left', async () => (await patient.tryTicket(file)).status === 200)
  expect((await read(deaf)).cut).toBe(true)
})

test('a client that sends requests and reads no answer loses the connection, whatever else it sends', async () => {
  const { world } = await meet()
  const deaf = connectTo(Number(new URL(world.url).port), '127.0.0.1').pause()
  atEnd(() => void deaf.destroy())
  let over = false
  deaf.once('error', () => {
    over = true
  })
  deaf.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100))
  await until('it is closed', async () => {
    deaf.write('GET ')
    await world.clock.advance(1000)
    return over
  })
})

const person = (id: string): Identity => ({
  kind: 'participant',
  id,
  role: 'patient',
  appointment: 'a',
  expiresAt: 0,
})

test('downloads count against the memory of the uploads, and are limited by all of it', () => {
  const budget = createBudget(2 * MB)
  const readers = createReaders(defaultLimits, { budget })
  expect(budget.take(2 * MB)).toBe(true)
  const ends = ['one', 'two', 'three', 'four'].map((id) => readers.enter(person(id), 100 * MB))
  expect(budget.left).toBe(-2 * MB)
  expect(() => readers.enter(person('five'), 100 * MB)).toThrow('4 is the limit')
  for (const end of [...ends, ...ends]) end()
  expect(budget.left).toBe(0)
  const small = readers.enter(person('one'), 10 * KB)
  expect(budget.left).toBe(-10 * KB)
  small()
})
