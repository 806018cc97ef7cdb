import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Deliveries, Delivery, Replay, WebhookTest } from '@chairside/protocol'
import type { Dialect, Driver } from 'kysely'
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import type { Database } from '../../../server/src/seams.ts'
import { happen, hear, listed } from '../../world/hear.ts'
import { openServer } from '../../world/process.ts'
import { type Got, hookOf, isSigned, madeSecret, openReceiver } from '../../world/receiver.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const minute = 60_000
const hour = 60 * minute

/** Moves the clock on until the next try of a delivery, and waits until it was made. */
async function tryAgain({ world, deliveries }: Awaited<ReturnType<typeof hear>>): Promise<Delivery> {
  const [before] = await deliveries()
  await world.clock.advance(Date.parse(before?.nextTryAt ?? '') - world.clock.now())
  return until('it was tried again', async () => {
    // The server may only now begin to wait for that instant.
    await world.clock.advance(0)
    const [now] = await deliveries()
    return now !== undefined && now.tries > (before?.tries ?? 0) && now
  })
}

test('a test event arrives, signed with the secret that the server made, and stands in the list', async () => {
  const { world, receiver, hook, secret, deliveries } = await hear()
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const { event } = await hook.act<WebhookTest>('testWebhook')
  const got = await until('it arrives', () => receiver.got[0])
  expect(got).toMatchObject({ id: event, path: '/hooks' })
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Chairside' })
  expect(got.body).toEqual({
    type: 'webhook.test',
    timestamp: new Date(world.clock.now()).toISOString(),
    data: { revision: 0, webhook: 'app' },
  })
  expect(isSigned(got, secret)).toBe(true)
  const [row] = await until('it is kept', async () => {
    const rows = await deliveries()
    return rows[0]?.state === 'delivered' && rows
  })
  expect(row).toEqual({
    ...{ event, type: 'webhook.test', at: got.body.timestamp, data: got.body.data },
    ...{ state: 'delivered', tries: 1, triedAt: got.body.timestamp, status: 204 },
  })
})

test('a commit that fails leaves no event behind, and one that is done has its event in it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const { database, fail } = failing(openSqlite(dataDir))
  const world = await openWorld({ overrides: { database } })
  const receiver = await openReceiver()
  await hookOf(world, 'app').put({ url: receiver.url })
  const id = await world.appointment()
  const records = new DatabaseSync(join(dataDir, 'records.sqlite'), { readOnly: true })
  atEnd(() => records.close())
  const rows = (table: string) => records.prepare(`select count(*) as rows from ${table}`).get()?.rows
  fail(true)
  expect((await world.end(id)).status).toBe(500)
  fail(false)
  expect([rows('webhook_events'), rows('deliveries')]).toEqual([0, 0])
  await world.end(id)
  expect([rows('webhook_events'), rows('deliveries')]).toEqual([1, 1])
  await until('it arrives', () => receiver.got.length === 1)
})

/** A database whose commits fail while `fail` says so, after all statements of their transactions. */
function failing(database: Database): { database: Database; fail(now: boolean): void } {
  let fails = false
  const { dialect } = database
  const createDriver = (): Driver => {
    const driver = dialect.createDriver()
    return {
      init: () => driver.init(),
      acquireConnection: () => driver.acquireConnection(),
      beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
      commitTransaction: async (connection) => {
        if (fails) throw new Error('the disk is gone')
        await driver.commitTransaction(connection)
      },
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    }
  }
  const wrapped: Dialect = {
    createAdapter: () => dialect.createAdapter(),
    createDriver,
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
  return {
    database: { ...database, dialect: wrapped },
    fail: (now) => {
      fails = now
    },
  }
}

test('what a killed server has committed and not delivered, or delivered without hearing the answer, is delivered after the next start', async () => {
  const server = await openServer({ WEBHOOK_PRIVATE_ADDRESSES: 'allow' })
  const world = { ...server.backend, backend: server.backend.ask }
  const receiver = await openReceiver()
  const { secret = '' } = await hookOf(world, 'app').put({ url: receiver.url })
  // It never answers, so that the server dies in between.
  receiver.answer = () => undefined
  const appointment = await happen(world)
  const first = await until('it is under way', () => receiver.got[0])
  await server.kill()
  receiver.answer = 204
  await server.start()
  const again = await until('it comes again', () => receiver.got[1], 6000)
  expect([again.id, again.text]).toEqual([first.id, first.text])
  expect(again.body.data.appointment).toBe(appointment)
  const { headers, text } = again
  expect(new Verifier(secret).verify(text, headers as Record<string, string>)).toEqual(again.body)
  expect(() => new Verifier(madeSecret()).verify(text, headers as Record<string, string>)).toThrow()
  expect(await server.stop()).toBe(0)
}, 120_000)

test('a try that fails is repeated with growing pauses over days, with the same id and body, and then has failed', async () => {
  const all = await hear()
  const { world, receiver, deliveries } = all
  receiver.answer = 500
  await happen(world)
  await until('it was tried', async () => (await deliveries())[0]?.tries === 1)
  const pauses = [5000, 5 * minute, 30 * minute, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour)]
  for (const [index, pause] of pauses.entries()) {
    const [waiting] = await deliveries()
    expect(waiting).toMatchObject({ state: 'waiting', tries: index + 1, status: 500 })
    const wait = Date.parse(waiting?.nextTryAt ?? '') - world.clock.now()
    expect(wait).toBeGreaterThanOrEqual(pause)
    expect(wait).toBeLessThanOrEqual(pause * 1.2)
    await tryAgain(all)
  }
  expect(await deliveries()).toMatchObject([{ state: 'failed', tries: 10, status: 500 }])
  expect(new Set(receiver.got.map(({ id, text }) => id + text)).size).toBe(1)
  expect(new Set(receiver.got.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
})

test('a redirect is a failure and is not followed, also to where webhooks may not go', async () => {
  const { world, receiver, deliveries } = await hear()
  const secretPlace = await openReceiver()
  receiver.answer = (answer) => void answer.writeHead(307, { location: secretPlace.url }).end()
  await happen(world)
  const [row] = await until('it was tried', async () => {
    const rows = await deliveries()
    return rows[0]?.tries === 1 && rows
  })
  expect(row).toMatchObject({ state: 'waiting', status: 307 })
  expect(secretPlace.got).toEqual([])
})

test('410 pauses a webhook; what happens meanwhile waits, and arrives once it is resumed', async () => {
  const { world, receiver, hook, deliveries } = await hear()
  receiver.answer = 410
  const first = await happen(world)
  await until('it is paused', async () => (await listed(world))[0]?.paused === 'gone')
  receiver.answer = 204
  const second = await happen(world)
  await world.clock.advance(hour)
  expect((await listed(world))[0]).toMatchObject({ waiting: 2 })
  expect(receiver.got).toHaveLength(1)
  const resumed = await hook.act('resumeWebhook')
  expect(resumed.paused).toBeUndefined()
  await until('both arrive', () => receiver.got.length === 3)
  expect(
    receiver.got
      .slice(1)
      .map(({ body }) => body.data.appointment)
      .sort(),
  ).toEqual([first, second].sort())
  await until('both are kept', async () => (await deliveries()).every(({ state }) => state === 'delivered'))
})

test('a webhook that the backend has paused gets nothing, not even after a restart, until it is resumed', async () => {
  const { world, receiver, hook } = await hear()
  expect((await hook.act('pauseWebhook')).paused).toBe('asked')
  await happen(world)
  await world.restart(hour)
  await world.clock.advance(minute)
  expect(receiver.got).toEqual([])
  await hook.act('resumeWebhook')
  await until('it arrives', () => receiver.got.length === 1)
})

test('a webhook that does not answer delays no other one, and takes only its own tries', async () => {
  const { world, receiver } = await hear()
  const slow = await openReceiver()
  await hookOf(world, 'slow').put({ url: slow.url })
  slow.answer = () => undefined
  const ended: string[] = []
  for (let one = 0; one < 6; one += 1) ended.push(await happen(world))
  await until('the other one hears all', () => receiver.got.length === 6)
  expect(receiver.got.map(({ body }) => body.data.appointment).sort()).toEqual(ended.sort())
  await until('the slow one has its tries', () => slow.got.length === 4)
  // After ten seconds they count as failed, and the next ones begin.
  slow.answer = 204
  await world.clock.advance(10_000)
  await until('the rest arrives', () => new Set(slow.got.map(({ id }) => id)).size === 6)
  const { deliveries } = await hookOf(world, 'slow').act<Deliveries>('readDeliveries')
  expect(deliveries.filter(({ failure }) => failure === 'timeout')).toHaveLength(4)
})

test('an answer that switches protocols is a failure like others, and takes no lane for ever', async () => {
  const { world, receiver, deliveries } = await hear()
  receiver.answer = (answer) =>
    void answer.socket?.write(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
    )
  for (let one = 0; one < 5; one += 1) await happen(world)
  const rows = await until('all were tried', async () => {
    const all = await deliveries()
    return all.length === 5 && all.every(({ tries }) => tries === 1) && all
  })
  expect(new Set(rows.map(({ state, status }) => `${state} ${status}`))).toEqual(new Set(['waiting 101']))
  await world.restart()
})

test('a stop waits five seconds for a delivery that runs; it is tried again after the next start', async () => {
  const { world, receiver } = await hear()
  receiver.answer = () => undefined
  await happen(world)
  const first = await until('it is under way', () => receiver.got[0])
  receiver.answer = 204
  let stopped = false
  const stopping = world.chairside.stop().then(() => {
    stopped = true
  })
  await until('the stop waits and has ended', async () => {
    expect(receiver.got).toHaveLength(1)
    await world.clock.advance(1000)
    return stopped
  })
  await stopping
  await world.restart()
  const again = await until('it comes again', async () => {
    if (receiver.got[1] === undefined) await world.clock.advance(1000)
    return receiver.got[1]
  })
  expect(again.id).toBe(first.id)
})

test('of an answer 4 KB are read: after them its status counts, whether it ends or not', async () => {
  const { world, receiver, deliveries } = await hear()
  const closed: number[] = []
  const holding = (bytes: number) => (answer: ServerResponse) => {
    answer.on('close', () => closed.push(bytes))
    answer.writeHead(200).write(Buffer.alloc(bytes))
  }
  // Time stands still, and no more comes: it is closed because of what was read.
  receiver.answer = holding(4 * 1024 + 1)
  await happen(world)
  await until('it is delivered', async () => (await deliveries())[0]?.state === 'delivered')
  await until('the connection is closed', () => closed.length === 1)

  let begun = 0
  const count = (): void => {
    begun += 1
  }
  subscribe('http.client.response.finish', count)
  atEnd(() => void unsubscribe('http.client.response.finish', count))
  receiver.answer = holding(4 * 1024)
  await happen(world)
  await until('its head is read', () => begun === 1)
  await until('its time is over', async () => {
    await world.clock.advance(1000)
    return closed.length === 2
  })
  const rows = await until('both are kept', async () => {
    const all = await deliveries()
    return all.every(({ tries }) => tries === 1) && all
  })
  expect(rows.map(({ state, status }) => [state, status])).toEqual([
    ['delivered', 200],
    ['delivered', 200],
  ])
})

test('an endless answer is not read to its end', async () => {
  const { world, receiver, deliveries } = await hear()
  let closed = false
  receiver.answer = (answer) => {
    answer.writeHead(200)
    answer.on('close', () => {
      closed = true
    })
    const more = (): void => {
      if (closed) return
      answer.write(Buffer.alloc(1024), () => setImmediate(more))
    }
    more()
  }
  await happen(world)
  await until('it is delivered', async () => (await deliveries())[0]?.state === 'delivered')
  await until('the connection is closed', () => closed)
})

test('one event, or all since an instant, are delivered again with their ids', async () => {
  const { world, receiver, hook, deliveries } = await hear()
  for (let one = 0; one < 3; one += 1) {
    await happen(world)
    // Before the clock moves on, or the try would take too long.
    await until('it is delivered', async () => (await deliveries())[0]?.state === 'delivered')
    await world.clock.advance(minute)
  }
  const [first, second, third] = receiver.got as [Got, Got, Got]
  expect(await hook.act<Replay>('replayWebhook', { event: first.id })).toEqual({ events: 1 })
  await until('it comes again', () => receiver.got.length === 4)
  expect(receiver.got[3]).toMatchObject({ id: first.id, text: first.text })
  const since = second.body.timestamp
  expect(await hook.act<Replay>('replayWebhook', { since })).toEqual({ events: 2 })
  await until('both come again', () => receiver.got.length === 6)
  expect(new Set(receiver.got.slice(4).map(({ id }) => id))).toEqual(new Set([second.id, third.id]))

  // A webhook that is new hears by it what happened before.
  const later = await openReceiver()
  await hookOf(world, 'later').put({ url: later.url })
  await hookOf(world, 'later').act('replayWebhook', { since: first.body.timestamp })
  await until('it hears all', () => later.got.length === 3)
  await expect(hook.act('replayWebhook', { event: '0b7e4f5a-6c1d-4e2f-8a3b-9c4d5e6f7081' })).rejects.toThrow(
    'NOT_FOUND',
  )
})

test('after a rotation both secrets sign for a day, the new one first, and then the new one alone', async () => {
  const { world, receiver, hook, secret, deliveries } = await hear()
  const turned = await hook.act('rotateWebhook', {})
  const next = turned.secret ?? ''
  expect(next).not.toBe(secret)
  expect(turned.oldSecretUntil).toBe(new Date(world.clock.now() + 24 * hour).toISOString())
  await happen(world)
  const both = await until('it arrives', () => receiver.got[0])
  expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2)
  expect([isSigned(both, secret), isSigned(both, next)]).toEqual([true, true])
  // Before the clock moves on, or the try would take too long.
  await until('it is delivered', async () => (await deliveries())[0]?.state === 'delivered')
  await world.clock.advance(24 * hour)
  await hook.act('testWebhook')
  const one = await until('it arrives', () => receiver.got[1])
  expect([isSigned(one, secret), isSigned(one, next)]).toEqual([false, true])

  const own = madeSecret()
  const answer = await hook.act('rotateWebhook', { secret: own })
  expect('secret' in answer).toBe(false)
  await hook.act('testWebhook')
  expect(isSigned(await until('it arrives', () => receiver.got[2]), own)).toBe(true)
})

test('secrets lie encrypted in the records, are answered once, and outlive a change of TOKEN_SECRET', async () => {
  const env = { TOKEN_SECRET: 'one-0123456789abcdefghijklmnopqrstuvw' }
  const { world, receiver, hook, secret } = await hear({ env })
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  const kept = () => String(records.prepare('select secret from webhooks').get()?.secret)
  const before = kept()
  expect(before).not.toContain(secret.slice(6, 20))
  expect(JSON.stringify(await listed(world))).not.toContain('whsec_')
  expect((await hook.put({ url: receiver.url })).secret).toBeUndefined()

  const next = 'two-0123456789abcdefghijklmnopqrstuvw'
  Object.assign(env, { TOKEN_SECRET: next, TOKEN_SECRET_SECOND: env.TOKEN_SECRET })
  await world.restart()
  expect(kept()).not.toBe(before)
  Object.assign(env, { TOKEN_SECRET_SECOND: '' })
  await world.restart()
  await hook.act('testWebhook')
  expect(isSigned(await until('it arrives', () => receiver.got[0]), secret)).toBe(true)

  // Where nobody knows the secret any more it is paused, and a new one helps.
  Object.assign(env, { TOKEN_SECRET: 'three-0123456789abcdefghijklmnopqrstu' })
  await world.restart()
  await hook.act('testWebhook')
  await until('it is paused', async () => (await listed(world))[0]?.paused === 'secret-lost')
  const fresh = (await hook.act('rotateWebhook', {})).secret ?? ''
  await hook.act('resumeWebhook')
  expect(isSigned(await until('it arrives', () => receiver.got[1]), fresh)).toBe(true)
  records.close()
})

test('a webhook hears only what it wants, from when it is made until it is deleted', async () => {
  const { world, receiver, hook } = await hear()
  expect((await hook.put({ url: receiver.url, events: ['file.ready'] })).events).toEqual(['file.ready'])
  await happen(world)
  await hook.act('testWebhook')
  await until('the test arrives', () => receiver.got.length > 0)
  expect(receiver.got.map(({ body }) => body.type)).toEqual(['webhook.test'])
  expect((await world.backend('DELETE', '/v1/webhooks/app')).status).toBe(204)
  expect(await listed(world)).toEqual([])
  await expect(hook.act('testWebhook')).rejects.toThrow('NOT_FOUND')
  // Another one hears what happens afterwards, and what it would have heard before: the deleted one hears nothing of it.
  const other = await openReceiver()
  await hookOf(world, 'other').put({ url: other.url })
  await happen(world)
  await until('the other one hears it', () => other.got.length === 1)
  await world.clock.advance(minute)
  await hookOf(world, 'other').act('testWebhook')
  await until('it hears the test', () => other.got.length === 2)
  expect(receiver.got.map(({ body }) => body.type)).toEqual(['webhook.test'])
})

test('events are dropped after a week, and the oldest where too many wait', async () => {
  const { world, hook, deliveries } = await hear({ limits: { webhookWaiting: 3 } })
  await hook.act('pauseWebhook')
  for (let one = 0; one < 5; one += 1) {
    await happen(world)
    await world.clock.advance(1000)
  }
  await world.chairside.sweep()
  expect((await deliveries()).map(({ state }) => state)).toEqual([
    ...['waiting', 'waiting', 'waiting', 'dropped', 'dropped'],
  ])
  await world.clock.advance(7 * 24 * hour)
  await world.chairside.sweep()
  expect(await deliveries()).toEqual([])
})

test('a webhook that cannot be is refused with what it must be', async () => {
  const world = await openWorld({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'refuse' }, limits: { webhooks: 1 } })
  const put = async (wish: object, id = 'app') => {
    const said = await world.backend('PUT', `/v1/webhooks/${id}`, wish)
    const { error } = (await said.json()) as { error?: { found: string; message: string; field?: string } }
    return [said.status, error?.found, error?.field]
  }
  const url = 'https://app.example/hooks'
  for (const wrong of [
    'app.example',
    'ftp://app.example',
    'http://app.example',
    'https://me@app.example',
    `${url}#x`,
  ])
    expect(await put({ url: wrong })).toEqual([400, 'webhook-url', '/url'])
  for (const secret of [`whsec_${'A'.repeat(33)}`, `whsec_${'A'.repeat(32)}==`])
    expect(await put({ url, secret })).toEqual([400, 'webhook-secret', '/secret'])
  expect(await put({ url, secret: 'password' })).toEqual([400, 'wrong-form', '/secret'])
  expect(await put({ url, events: ['file.read'] })).toEqual([400, 'not-allowed', '/events/0'])
  expect(await put({ url })).toEqual([200, undefined, undefined])
  expect(await put({ url }, 'second')).toEqual([409, 'many-webhooks', undefined])
})
