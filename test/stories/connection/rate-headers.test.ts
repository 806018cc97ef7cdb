import { pathOf, routes } from '@chairside/protocol'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { expect, test } from 'vitest'
import { createRateCounter } from '../../../server/src/adapters/rates/flexible.ts'
import { blockOf } from '../../../server/src/address-block.ts'
import { createRates } from '../../../server/src/domain/rate.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { createManualClock } from '../../world/clock.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/** Asks for a snapshot over HTTP, `times` times at once, from an address that a proxy names. */
async function snapshots(world: World, token: string, times: number, { appointment, from }: Asked) {
  const headers = from === undefined ? {} : { 'x-forwarded-for': from }
  const one = () =>
    ask(world.url + pathOf(routes.snapshot), 'POST', { token, headers, json: { appointment } })
  const said = await Promise.all(Array.from({ length: times }, one))
  return {
    fine: said.filter(({ status }) => status === 200).length,
    refused: said.filter(({ status }) => status === 429),
    last: said.at(-1)?.headers ?? {},
  }
}

interface Asked {
  readonly appointment: string
  readonly from?: string
}

test('each answer says how many requests a person may still send, and a refusal when to come back', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const token = await world.token(id, anna.id)
  const first = await snapshots(world, token, 1, { appointment: id })
  expect(first.last['ratelimit-policy']).toBe('"person";q=60;w=3')
  expect(first.last.ratelimit).toBe('"person";r=59;t=1')
  const more = await snapshots(world, token, 60, { appointment: id })
  expect([more.fine, more.refused.length]).toEqual([59, 1])
  expect(more.refused[0]?.headers).toMatchObject({ 'retry-after': '1', ratelimit: '"person";r=0;t=3' })
  await world.clock.advance(1000)
  const later = await snapshots(world, token, 1, { appointment: id })
  expect(later.last.ratelimit).toBe('"person";r=19;t=3')
  const preflight = await ask(world.url + pathOf(routes.isReady), 'GET', { headers: { origin: world.url } })
  expect(preflight.headers['access-control-expose-headers']).toMatch(/ratelimit, ratelimit-policy/)
})

test.each([
  ['the server works too long for a person', { commandTimeBurst: 0 }],
  ['a person sends too many bytes', { commandBytesBurst: 8 }],
])('where %s, the refusal says that none is left until the time to come back', async (_, limits) => {
  const world = await openWorld({ limits })
  const id = await world.appointment()
  const { refused } = await snapshots(world, await world.token(id, anna.id), 1, { appointment: id })
  expect(refused[0]?.headers).toMatchObject({ 'retry-after': '1', ratelimit: '"person";r=0;t=1' })
})

test('the people of an appointment have a limit together, and nobody of another appointment feels it', async () => {
  const world = await openWorld({ limits: { appointmentRate: 10, appointmentBurst: 30 } })
  const [id, other] = [await world.appointment(), await world.appointment()]
  const [doctor, patient] = [await world.token(id, eva.id), await world.token(id, anna.id)]
  expect((await snapshots(world, doctor, 20, { appointment: id })).fine).toBe(20)
  const { fine, refused } = await snapshots(world, patient, 20, { appointment: id })
  expect([fine, refused.length]).toEqual([10, 10])
  expect(refused[0]?.error).toMatchObject({ code: 'RATE_LIMITED', limit: 10 })
  expect(refused[0]?.headers.ratelimit).toBe('"appointment";r=0;t=3')
  const elsewhere = await world.token(other, anna.id)
  expect((await snapshots(world, elsewhere, 20, { appointment: other })).fine).toBe(20)
})

test('the people of one network have a limit together; others, and whoever comes without a public address, do not', async () => {
  const limits = { addressRate: 10, addressBurst: 30 }
  const world = await openWorld({ limits, env: { TRUST_PROXY: 'true' } })
  const id = await world.appointment()
  const [doctor, patient] = [await world.token(id, eva.id), await world.token(id, anna.id)]
  const asked = (token: string, from: string) => snapshots(world, token, 20, { appointment: id, from })
  expect((await asked(doctor, '81.2.69.10')).fine).toBe(20)
  const neighbour = await asked(patient, '81.2.69.200')
  expect([neighbour.fine, neighbour.refused.length]).toEqual([10, 10])
  expect(neighbour.refused[0]?.headers.ratelimit).toBe('"address";r=0;t=3')
  expect((await asked(patient, '81.2.70.10')).fine).toBe(20)
  await world.clock.advance(5000)
  expect((await asked(doctor, '192.168.1.7')).fine).toBe(20)
  expect((await asked(patient, '192.168.1.7')).fine).toBe(20)
})

test('what is refused to one person takes nothing from their appointment', async () => {
  const world = await openWorld({ limits: { appointmentRate: 10, appointmentBurst: 80 } })
  const id = await world.appointment()
  const [doctor, patient] = [await world.token(id, eva.id), await world.token(id, anna.id)]
  expect((await snapshots(world, doctor, 100, { appointment: id })).fine).toBe(60)
  expect((await snapshots(world, patient, 20, { appointment: id })).fine).toBe(20)
})

test.each([
  ['81.2.69.10', '81.2.69'],
  ['2a00:1450:4001:82b::200e', '2a00:1450:4001:800'],
  ['2a00:1450:4001:8ff:1:2:3:4', '2a00:1450:4001:800'],
  ['2a00::1', '2a00:0:0:0'],
  ['10.1.2.3', undefined],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['fd00::1', undefined],
  ['no address', undefined],
  [undefined, undefined],
])('the address %s is of the block %s', (address, block) => {
  expect(blockOf(address)).toBe(block)
})

test('nodes that share a counter hold a person to one quota, and go by their own while it is away', async () => {
  const clock = createManualClock()
  const limiter = new RateLimiterMemory({ points: 60, duration: 3 })
  let away = false
  const shared = {
    consume: (key: string | number, points?: number) =>
      away ? Promise.reject(new Error('Redis is away')) : limiter.consume(key, points),
  }
  const counter = createRateCounter({ person: shared, appointment: shared, address: shared })
  const nodes = [createRates(clock, defaultLimits, counter), createRates(clock, defaultLimits, counter)]
  for (const node of nodes) for (let sent = 0; sent < 40; sent += 1) expect(node.judge('somebody')).toBe('go')
  await until('both nodes together have had enough', () =>
    nodes.every((node) => node.judge('somebody') === 'refuse'),
  )
  expect(nodes[0]?.judge('another person')).toBe('go')
  away = true
  await clock.advance(4000)
  for (const node of nodes) expect(node.judge('somebody')).toBe('go')
})
