import { randomUUID } from 'node:crypto'
import { connect as connectTo } from 'node:net'
import { KB, protocolVersion, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createRates, type Verdict } from '../../server/src/domain/rate.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createManualClock } from '../world/clock.ts'
import { bring } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import { keepSecret } from '../world/secrets.ts'
import { openRaw } from '../world/socket.ts'
import { atEnd, until } from '../world/until.ts'
import { openWorld } from '../world/world.ts'

async function meet(settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings)
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/** Judges `rate` commands a second for `seconds` seconds. Gives every verdict. */
async function flood(rate: number, seconds: number): Promise<Verdict[]> {
  const clock = createManualClock()
  const rates = createRates(clock, defaultLimits)
  const verdicts: Verdict[] = []
  for (let said = 0; said < rate * seconds; said += 1) {
    verdicts.push(rates.judge('somebody'))
    await clock.advance(1000 / rate)
  }
  return verdicts
}

test('a flood that goes on for seconds costs the connection, although some of it is let through meanwhile', async () => {
  const verdicts = await flood(630, 3)
  expect(verdicts.indexOf('close')).toBeGreaterThan(100)
  expect(verdicts.indexOf('close')).toBeLessThan(630)
})

test('who keeps to the limit, or is a little over it, is never cut off', async () => {
  expect(new Set(await flood(19, 60))).toEqual(new Set(['go']))
  expect(await flood(30, 60)).not.toContain('close')
})

test('a flood over one connection ends it while the clock runs', async () => {
  const { world, id, doctor, patient } = await meet()
  const flooding = await doctor.connect()
  const other = await patient.connect()
  for (let tick = 0; tick < 50 && flooding.connected; tick += 1) {
    for (let said = 0; said < 63; said += 1) flooding.say('snapshot', { appointment: id })
    await until('what was said has come', async () => (await other.command('nothing')).ok === false)
    await world.clock.advance(100)
  }
  await until('the connection is closed', () => !flooding.connected)
  expect((await other.command('snapshot', { appointment: id })).ok).toBe(true)
})

test.each([
  ['while it is let in', (raw: WebSocket, asking: string) => raw.send(asking)],
  [
    'after it has left',
    (raw: WebSocket, asking: string) => {
      raw.send('41')
      raw.send(asking)
    },
  ],
  ['under another name', (raw: WebSocket, asking: string) => raw.send(asking.replace('40', '40/other,'))],
])('a connection that asks to be let in again, %s, is closed', async (_, again) => {
  const { world, id, doctor, patient } = await meet()
  const other = await patient.connect()
  const raw = await openRaw(world.url, doctor.token)
  let welcomes = 0
  raw.addEventListener('message', ({ data }) => {
    if (String(data).startsWith('40')) welcomes += 1
  })
  again(raw, `40${JSON.stringify({ version: protocolVersion, token: doctor.token })}`)
  await until('it is closed', () => raw.readyState === WebSocket.CLOSED)
  expect(welcomes).toBe(0)
  expect((await other.command('snapshot', { appointment: id })).ok).toBe(true)
})

test('a thousand handshakes on one connection open no socket', async () => {
  const { world, id, doctor, patient } = await meet()
  const raw = new WebSocket(`${world.url.replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`)
  atEnd(() => raw.close())
  let welcomes = 0
  raw.addEventListener('message', ({ data }) => {
    if (String(data).startsWith('40')) welcomes += 1
    if (!String(data).startsWith('0')) return
    const asking = { version: protocolVersion, token: doctor.token, place: 'call' }
    for (let asked = 0; asked < 1000; asked += 1) raw.send(`40${JSON.stringify(asking)}`)
  })
  await until('it is closed', () => raw.readyState === WebSocket.CLOSED)
  expect(welcomes).toBe(0)
  expect((await (await patient.connect()).command('snapshot', { appointment: id })).ok).toBe(true)
})

test('a client that never reads what it is told is cut off, and the server keeps nothing for it', async () => {
  const { world, id, doctor, patient } = await meet({ limits: { pastRequests: 1000, toldOver: 1000 } })
  const socket = await doctor.connect()
  const note = 'x'.repeat(400)
  keepSecret(note)
  const asking = { appointment: id, to: anna.id, note }
  // Many withdrawn requests with notes make the snapshot long.
  for (let asked = 0; asked < 200; asked += 1) {
    const request = randomUUID()
    await socket.command('request:ask', { id: request, ...asking })
    await socket.command('request:withdraw', { id: request })
    await world.clock.advance(200)
  }
  const deaf = connectTo(Number(new URL(world.url).port), '127.0.0.1')
  let closed = false
  deaf.on('close', () => {
    closed = true
  })
  deaf.on('error', () => undefined)
  atEnd(() => void deaf.destroy())
  deaf.write(
    [
      `GET ${socketPath}/?EIO=4&transport=websocket HTTP/1.1`,
      `Host: ${new URL(world.url).host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  let heard = ''
  deaf.on('data', (bytes) => {
    heard += bytes.toString('latin1')
  })
  await until('it is greeted', () => heard.includes('pingInterval'))
  deaf.write(frame(`40${JSON.stringify({ version: protocolVersion, token: patient.token })}`))
  await until('it is let in', () => heard.includes('42["snapshot"'))
  deaf.pause()
  await until('the whole snapshot is more than a little', async () => {
    const said = await (await patient.connect()).command('snapshot', { appointment: id })
    return JSON.stringify(said).length > 90 * KB
  })
  await until(
    'it is cut off',
    async () => {
      for (let said = 0; said < 4 && !closed; said += 1)
        deaf.write(frame(`42["snapshot",{"appointment":"${id}"}]`.replace('42', '421')))
      await world.clock.advance(200)
      return closed
    },
    2500,
  )
})

/** A masked text frame of a client (RFC 6455, section 5.2), with a mask of zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(payload.length)
  const short = payload.length < 126
  const head = short ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, ...length])
  return Buffer.concat([head, Buffer.alloc(4), payload])
}
