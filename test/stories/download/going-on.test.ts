import { errorHeader, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Limits } from '../../../server/src/limits.ts'
import { openDoor } from '../../services/door.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/** A file that is ready for Anna. All pages, and all tickets, lead through a door. */
async function offered(size = 3 * MB, limits: Partial<Limits> = {}) {
  const port = await freePort()
  const world = await openWorld({ env: { PUBLIC_URL: `http://127.0.0.1:${port}` }, limits })
  const door = await openDoor(world.chairside.listening, port)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  const source = grownPdf(size, 'Schlüsselbein Brzęczyszczykiewicz.pdf')
  const transfer = await practitioner.send([source])
  const file = await until('the file is ready', () => patient.prompts[0], 3000)
  const asked = (request: RegExp) => door.requests.filter((one) => request.test(one)).length
  return { door, file, sent: transfer.files[0], asked, bytes: Buffer.from(await source.arrayBuffer()) }
}

const content = /^GET \/v1\/content\//
const ticket = /^POST \/v1\/files\/[^/]+\/ticket$/

test('a download whose line breaks twice goes on where it was, and both sides read that it is saved', {
  timeout: 90_000,
}, async () => {
  const { door, file, sent, asked, bytes } = await offered()
  door.cutAfter(content, MB)
  const reader = (await file.download())?.getReader()
  const parts: Uint8Array[] = []
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    if (parts.length === 0) door.cutAfter(content, MB)
    parts.push(value)
  }
  expect(Buffer.concat(parts).equals(bytes)).toBe(true)
  expect(asked(content)).toBe(3)
  await until('the sender reads it', () => sent?.state === 'downloaded')
})

test('a download whose line breaks, and whose file is withdrawn meanwhile, ends with that reason', {
  timeout: 90_000,
}, async () => {
  // More than the systems on the way hold: a file of which all bytes are out cannot be withdrawn.
  const { door, file, sent } = await offered(24 * MB)
  door.cutAfter(content, MB)
  const stream = await file.download()
  await sent?.withdraw()
  await expect(new Response(stream).arrayBuffer()).rejects.toMatchObject({ code: 'WITHDRAWN' })
})

/** Begins a download whose line breaks after a MB, and reads on. */
async function broken({ door, file }: Awaited<ReturnType<typeof offered>>) {
  door.cutAfter(content, MB)
  const stream = await file.download()
  if (!stream) throw new Error('Node gets the bytes')
  const reader = stream.getReader()
  const reading = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  return { reader, over: reading }
}

test('a download that its reader leaves while its line is broken ends without an error', {
  timeout: 90_000,
}, async () => {
  const offer = await offered()
  const { reader, over } = await broken(offer)
  const again = offer.door.breakAt(content, 'comes')
  const read = over()
  await again
  // The next try comes after a pause.
  await reader.cancel()
  await read
  expect(offer.asked(content)).toBe(2)
})

test('a download that its reader leaves while it is asked for again leaves no answer behind that nobody reads', {
  timeout: 90_000,
}, async () => {
  const offer = await offered(24 * MB, { downloads: 1 })
  const { reader, over } = await broken(offer)
  const { came, letGo } = offer.door.hold(content)
  const read = over()
  await came
  await reader.cancel()
  await read
  letGo()
  // Only one download at once is allowed.
  const next = await until('another download is let in', () => saved(offer.file).catch(() => undefined))
  expect(next.equals(offer.bytes)).toBe(true)
})

const bad = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\nBad gateway'
const stopping = `HTTP/1.1 503 Service Unavailable\r\n${errorHeader}: SHUTTING_DOWN\r\nContent-Length: 50\r\nConnection: close\r\n\r\n{"error":{"code":"SHUTTING_DOWN","message":"..."}}`

const limited = `HTTP/1.1 429 Too Many Requests\r\n${errorHeader}: RATE_LIMITED\r\nRetry-After: 1\r\nContent-Length: 64\r\nConnection: close\r\n\r\n{"error":{"code":"RATE_LIMITED","message":"...","retryAfter":1}}`

test('a ticket is asked for again where a person has asked for too much at once', {
  timeout: 90_000,
}, async () => {
  const { door, file, asked, bytes } = await offered()
  for (const _ of [1, 2, 3]) door.answer(ticket, limited)
  expect((await saved(file)).equals(bytes)).toBe(true)
  expect(asked(ticket)).toBe(4)
})

test('a ticket and its bytes are asked for again where a proxy has answered, or a server that stops', {
  timeout: 90_000,
}, async () => {
  const { door, file, asked, bytes } = await offered()
  for (const request of [ticket, content]) for (const answer of [bad, stopping]) door.answer(request, answer)
  expect((await saved(file)).equals(bytes)).toBe(true)
  expect([asked(ticket), asked(content)]).toEqual([3, 3])
})
