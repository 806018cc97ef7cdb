import { connect as connectTo, type Socket } from 'node:net'
import { pathOf, routes, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { begin, read } from '../world/http.ts'
import { atEnd, until } from '../world/until.ts'
import { openWorld } from '../world/world.ts'
import { meet } from './meeting.ts'

/* What somebody can hold without an owner, a cap and a deadline: bodies, heads, connections. */

/** A request that has sent its head and a byte of its body, and nothing more. */
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
  // Its head must have come before the clock moves.
  await new Promise((resolve) => setTimeout(resolve, 200))
  await world.clock.advance(9_000)
  expect(answered).toBe(false)
  await world.clock.advance(1_000)
  const said = await read(await slow.head)
  expect([said.status, said.error?.code, said.headers.connection]).toEqual([408, 'REQUEST_TOO_SLOW', 'close'])
  expect((await doctor.tryOffer([{ name: 'Held-Letter.pdf', size: 9 }])).status).toBe(200)
})

/** Waits until the server has closed a connection. */
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
