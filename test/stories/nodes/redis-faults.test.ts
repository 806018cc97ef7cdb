import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { type LiveNews, pathOf, routes } from '@chairside/protocol'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'

const services = useNodes()
/** Short, so that a Redis that stands still is noticed soon. */
const crossing = { answer: 2_000, rest: 300, look: 60_000 }

/** Two nodes, of which the first one reaches Redis over a line of its own, with a patient at each. */
async function openApart() {
  const env = await services.env()
  const line = await openLine(env.REDIS_URL ?? '')
  const { world, another } = await openTwo(
    { ...env, REDIS_URL: line.url.replace('http', 'redis') },
    { crossing },
  )
  const second = await another({ REDIS_URL: env.REDIS_URL ?? '' })
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const near = await world.join(id, anna.id)
  const far = await world.join(id, anna.id, 'call', second.url)
  return { world, line, second, id, practitioner, near, far }
}

const isAway = async (url: string): Promise<boolean> =>
  (await (await fetch(`${url}/health/ready`)).json()).parts.redis === 'down'

test('what a node says while it alone is without Redis reaches the people of the others once it is back', async () => {
  const { world, line, practitioner, near, far } = await openApart()
  line.cut()
  await until('the node knows', () => isAway(world.url))
  await practitioner.ask({ note: 'The letter, please' })
  await until('a page on the same node has it', () => near.requests.length === 1)
  expect(far.requests).toEqual([])
  line.mend()
  await until('a page on the other node has it', () => far.requests.length === 1, 1000)
})

test('a Redis that answers nothing, over connections that stay open, counts as away, and is reached anew', async () => {
  const { world, line, practitioner, far } = await openApart()
  line.freeze()
  await practitioner.ask({ note: 'The letter, please' })
  await until('a page on the other node has it', () => far.requests.length === 1, 2000)
  await until('the node is back', async () => !(await isAway(world.url)))
})

test('a Redis that breaks each connection as soon as it is asked for channels ends no node', async () => {
  const { line, practitioner, far } = await openApart()
  for (let time = 0; time < 20; time += 1) {
    line.cut()
    line.mend()
    await rest(time * 5)
  }
  await practitioner.ask({ note: 'The letter, please' })
  await until('a page on the other node has it', () => far.requests.length === 1, 2000)
})

test('a person who is removed while Redis is away is sent away at once, and on the other node once it is back', async () => {
  const { world, line, near, far } = await openApart()
  line.cut()
  await until('the node knows', () => isAway(world.url))
  const gone = pathOf(routes.erasePerson, { sub: anna.id })
  expect((await world.backend('DELETE', gone)).status).toBe(200)
  await until('the page on the same node is gone', () => near.connection.state === 'closed')
  expect(far.connection.state).toBe('up')
  line.mend()
  await until('the page on the other node is gone', () => far.connection.state === 'closed', 1000)
})

test('servers with other records in the same Redis hear nothing of these, and words of strangers end no node', async () => {
  const { world, practitioner, far } = await openApart()
  const stranger = new Redis(services.redis.url)
  atEnd(() => stranger.disconnect())
  const channels = (await stranger.call('PUBSUB', 'CHANNELS', 'chairside*')) as string[]
  const patterns = channels.map((channel) => channel.split(':')[1])
  expect(new Set(patterns).size).toBe(1)
  const sockets = `chairside:${patterns[0]}:sockets`
  const junk = [
    '',
    '5',
    'null',
    '{',
    '[1,2,3]',
    '["a",{},{}]',
    '["a",{"nsp":"/"},{"rooms":5,"except":[]}]',
    '\u0000\u0001',
  ]
  for (const word of junk)
    for (const channel of [...channels, `${sockets}#/#`]) await stranger.publish(channel, word)
  await practitioner.ask({ note: 'The letter, please' })
  await until('events cross as before', () => far.requests.length === 1)
  expect(await isAway(world.url)).toBe(false)
})

test('a node whose user in Redis may not use the channels does not start, and says what the user needs', async () => {
  const env = await services.env()
  const admin = new Redis(env.REDIS_URL ?? '')
  atEnd(() => admin.disconnect())
  await admin.call(
    'ACL',
    'SETUSER',
    'mute',
    'on',
    '>a-password',
    'resetchannels',
    '+@pubsub',
    '+@connection',
    '+info',
  )
  const url = (env.REDIS_URL ?? '').replace('//', '//mute:a-password@')
  await expect(openTwo({ ...env, REDIS_URL: url })).rejects.toThrow('Let its user publish and subscribe')
})

test('the rights in Redis that docs/nodes.md names are enough: events cross, requests that wait hear them, limits are shared', async () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/nodes.md'), 'utf8')
  const [, rights = ''] = /an ACL of their user needs `([^`]+)`/.exec(docs) ?? []
  const env = await services.env()
  const admin = new Redis(env.REDIS_URL ?? '')
  atEnd(() => admin.disconnect())
  await admin.call('ACL', 'LOG', 'RESET')
  await admin.call('ACL', 'SETUSER', 'scarce', 'on', '>a-password', ...rights.split(' '))
  const url = (env.REDIS_URL ?? '').replace('//', '//scarce:a-password@')
  // A node tells Redis of an eighth of what a person may send at once.
  const few = { commandRate: 1, commandBurst: 16 }
  const { world, second } = await openTwo({ ...env, REDIS_URL: url }, few)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', second.url)
  const [token, page] = [await world.token(id, anna.id), randomUUID()]
  /** A page without a socket, on the other node. */
  const hears = async (): Promise<void> => {
    for (let after = 'none', heard = 0; heard === 0; ) {
      const said = await ask(second.url + pathOf(routes.awaitLive), 'POST', { token, json: { page, after } })
      const news = said.json<LiveNews>()
      after = news.after
      heard = news.snapshot?.requests.length ?? 0
    }
  }
  const hearing = hears()
  await practitioner.ask({ note: 'The letter, please' })
  await until('a page on the other node has it', () => patient.requests.length === 1)
  await hearing
  await until('requests are counted there', async () => (await admin.keys('chairside:rates:*')).length > 0)
  const denied = (await admin.call('ACL', 'LOG')) as unknown[]
  expect(denied).toEqual([])
})
