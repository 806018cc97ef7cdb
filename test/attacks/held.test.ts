import { connect as connectTo, type Socket } from 'node:net'
import { pathOf, routes, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connectionsWithin } from '../../server/src/adapters/descriptors.ts'
import { ask, begin, read } from '../world/http.ts'
import { partyOf, tus } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import { openServer } from '../world/process.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { atEnd, until } from '../world/until.ts'
import { openWorld } from '../world/world.ts'
import { meet } from './meeting.ts'

/* Bodies, heads and connections that a client holds open: each has an owner, a cap and a deadline. */

/** Begins a request: sends its head and one byte of its body, and no more. */
function begun(url: string, method: string, token?: string) {
  const running = begin(url, method, {
    ...(token === undefined ? {} : { token }),
    headers: { 'content-type': 'application/json', 'content-length': '100000' },
  })
  atEnd(() => void running.request.destroy())
  running.request.write('{')
  return running
}

test('JSON for an address that does not exist, or without the right to it, is refused before its body comes', async () => {
  const { world, id } = await meet()
  const unknown = await read(await begun(`${world.url}/v1/nothing`, 'POST').head)
  expect([unknown.status, unknown.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
  const stranger = await read(await begun(world.url + pathOf(routes.offerTransfer, { id }), 'POST').head)
  expect([stranger.status, stranger.error?.code]).toEqual([401, 'UNAUTHENTICATED'])
})

test('a body where none is wanted may have a few bytes, and no more', async () => {
  const { world, id } = await meet()
  const said = await read(
    await begun(world.url + pathOf(routes.endAppointment, { id }), 'DELETE', world.apiKey).head,
  )
  expect([said.status, said.error?.code]).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a JSON body that does not come within ten seconds is answered, and its connection ends', async () => {
  const { world, id, doctor } = await meet()
  const slow = begun(world.url + pathOf(routes.offerTransfer, { id }), 'POST', doctor.token)
  let answered = false
  void slow.head.then(() => {
    answered = true
  })
  // The request must reach the server before the clock moves.
  await new Promise((resolve) => setTimeout(resolve, 200))
  await world.clock.advance(9_000)
  expect(answered).toBe(false)
  await until('it is answered', async () => {
    await world.clock.advance(1_000)
    return answered
  })
  const said = await read(await slow.head)
  expect([said.status, said.error?.code, said.headers.connection]).toEqual([408, 'REQUEST_TOO_SLOW', 'close'])
  expect((await doctor.tryOffer([{ name: 'Held-Letter.pdf', size: 9 }])).status).toBe(200)
})

/** Resolves when the server has closed a connection. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.resume().once('close', () => resolve())
  })

test.each([
  ['never says a word', ''],
  ['begins a head and does not end it', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: '],
])('a connection that %s is closed after the time for a head', async (_, said) => {
  const world = await openWorld({ limits: { head: 500 } })
  const socket = connectTo(Number(new URL(world.url).port), '127.0.0.1')
  atEnd(() => void socket.destroy())
  socket.write(said)
  let over = false
  void closed(socket).then(() => {
    over = true
  })
  await until('it is closed', () => over, 700)
})

test('a socket that does not say who it is is closed after the time for a handshake', async () => {
  const world = await openWorld({ limits: { handshake: 300 } })
  const raw = new WebSocket(`${world.url.replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`)
  atEnd(() => raw.terminate())
  let over = false
  raw.on('close', () => {
    over = true
  })
  await until('it is closed', () => over, 300)
})

/** Opens `count` connections that send nothing. Gives a function that counts those that the server has closed. */
function holdSilent(url: string, count: number): () => number {
  let over = 0
  for (let one = 0; one < count; one += 1) {
    const socket = connectTo(Number(new URL(url).port), '127.0.0.1')
    atEnd(() => void socket.destroy())
    void closed(socket).then(() => {
      over += 1
    })
  }
  return () => over
}

test('connections beyond the most are closed at once; silent ones end, and then there is room for others', async () => {
  const world = await openWorld({ env: { MAX_CONNECTIONS: '16' }, limits: { head: 1000 } })
  const ended = holdSilent(world.url, 40)
  await until('those that are too many are closed', () => ended() >= 24)
  await until('all have ended', () => ended() === 40, 1500)
  expect((await ask(`${world.url}/health/live`, 'GET')).status).toBe(200)
})

test('a server with few descriptors holds as many connections as can each have a file open, and loses no upload', async () => {
  expect(connectionsWithin(168)).toBe(20)
  const { url, backend, stored } = await openServer({}, { descriptors: 168 })
  const id = await backend.appointment()
  const party = async (participant: string) => partyOf({ url }, id, await backend.token(id, participant))
  const [doctor, pdf] = [await party(eva.id), bytesOf(allowed.pdf)]
  const files: string[] = []
  for (let batch = 0; batch < 3; batch += 1) {
    const offered = await doctor.offer(
      Array.from({ length: 5 }, (_, at) => ({ name: `Held-${batch}-${at}.pdf`, size: pdf.length })),
    )
    files.push(...offered.files.map(({ id: file }) => file))
  }
  const uploads = files.map((file) => {
    const upload = begin(url + pathOf(routes.sendBytes, { id: file }), 'PATCH', {
      token: doctor.token,
      headers: { ...tus(0), 'content-length': String(pdf.length) },
    })
    upload.request.write(pdf.subarray(0, 1000))
    return upload
  })
  await until('all have begun', () => stored('unsealed').length === uploads.length)
  const ended = holdSilent(url, 300)
  await until('those that are too many are closed', () => ended() >= 280)
  for (const { request } of uploads) request.end(pdf.subarray(1000))
  const answers = await Promise.all(uploads.map(async ({ head }) => (await head).statusCode))
  expect(answers).toEqual(Array(15).fill(204))
  await until('the silent ones have ended', () => ended() === 300, 3000)
  const [first = ''] = files
  const patient = await party(anna.id)
  expect((await ask(await patient.ticket(first), 'GET')).body.equals(pdf)).toBe(true)
})
