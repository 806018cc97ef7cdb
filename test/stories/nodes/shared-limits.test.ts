import { setTimeout as rest } from 'node:timers/promises'
import { pathOf, routes } from '@chairside/protocol'
import { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { countInRedis } from '../../../server/src/adapters/rates/redis.ts'
import { ask } from '../../world/http.ts'
import { openTwo, type TwoNodes, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'

// Two servers in one process, each with its services: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

const services = useNodes()

/** Each node alone lets a person send 8, of which nothing comes back within a test. */
const limits = { commandRate: 0.01, commandBurst: 8 }

/** Asks both nodes for a snapshot, `times` times. Gives how many each answered; all others were too many. */
async function atBoth({ world, second }: TwoNodes, appointment: string, sub: string, times: number) {
  const token = await world.token(appointment, sub)
  const fine = [0, 0]
  const askAt = async (url: string, node: number): Promise<void> => {
    const said = await ask(url + pathOf(routes.snapshot), 'POST', { token, json: { appointment } })
    if (said.status !== 200) expect(said).toMatchObject({ status: 429, error: { code: 'RATE_LIMITED' } })
    else fine[node] = (fine[node] ?? 0) + 1
  }
  for (let asked = 0; asked < times; asked += 1) {
    await Promise.all([world.url, second.url].map((url, node) => askAt(url, node)))
    // What Redis answers comes after that.
    await rest(50)
  }
  return { fine, sum: fine.reduce((sum, one) => sum + one, 0) }
}

test('two nodes hold a person to one limit; another person has their own', async () => {
  const nodes = await openTwo(await services.env(), limits)
  const id = await nodes.world.appointment()
  const { sum } = await atBoth(nodes, id, anna.id, 9)
  expect(sum).toBeGreaterThanOrEqual(8)
  // An eighth more, and what was on its way to Redis; without it 16.
  expect(sum).toBeLessThanOrEqual(13)
  expect((await atBoth(nodes, id, anna.id, 1)).sum).toBe(0)
  expect((await atBoth(nodes, id, eva.id, 3)).sum).toBe(6)
})

test('while Redis is away each node goes by its own count, and refuses nobody before; once it is back they share again', async () => {
  const nodes = await openTwo(await services.env(), limits)
  const id = await nodes.world.appointment()
  await services.redis.kill()
  atEnd(async () => {
    await services.redis.kill()
    await services.redis.start()
  })
  expect((await atBoth(nodes, id, anna.id, 9)).fine).toEqual([8, 8])
  await services.redis.start()
  const ready = async (url: string) => (await ask(url + pathOf(routes.isReady), 'GET')).json<Ready>()
  for (const { url } of [nodes.world, nodes.second])
    await until(
      'the node says that Redis is back',
      async () => {
        await nodes.world.clock.advance(5000)
        return (await ready(url)).parts.redis === 'ok'
      },
      1000,
    )
  expect((await atBoth(nodes, id, eva.id, 9)).sum).toBeLessThanOrEqual(13)
})

interface Ready {
  readonly parts: Readonly<Record<string, string>>
}

test('no key in Redis is an id or an address, and each is gone once all came back', async () => {
  const nodes = await openTwo(await services.env(), limits)
  const redis = new Redis(services.redis.url)
  atEnd(() => redis.disconnect())
  await redis.flushall()
  const id = await nodes.world.appointment()
  await atBoth(nodes, id, anna.id, 2)
  const keys = await until('it was told', async () => {
    const found = await redis.keys('*')
    return found.length > 0 && found
  })
  for (const key of keys) {
    expect(key).toMatch(/^chairside:rates:(person|appointment|address):[\w-]{43}$/)
    expect(await redis.get(key)).toMatch(/^-?\d+\.\d+ \d+$/)
    expect(await redis.pttl(key)).toBeGreaterThan(0)
  }
})

test('Redis keeps a bucket: what was too much is let through again as it comes back, by the clock of Redis', async () => {
  const redis = new Redis(services.redis.url)
  atEnd(() => redis.disconnect())
  await redis.ping()
  const quota = { rate: 10, burst: 8, batch: 1 }
  const quotas = { person: quota, appointment: quota, address: quota }
  const counter = countInRedis(redis, quotas, Buffer.from('a secret of all nodes'))
  const other = countInRedis(redis, quotas, Buffer.from('a secret of all nodes'))
  expect(await counter.count('person', 'somebody', 9)).toBe(0)
  expect(await other.count('person', 'somebody', 9)).toBeGreaterThan(0)
  expect(await other.count('appointment', 'somebody', 9)).toBe(0)
  await until('it came back', async () => (await counter.count('person', 'somebody', 0)) === 0, 2000)
})
