import type { Replay, WebhookTest } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { happen, hear, listed } from '../../world/hear.ts'
import { hookOf, isSigned, openReceiver } from '../../world/receiver.ts'
import { until } from '../../world/until.ts'

const hour = 60 * 60_000

test('a late 410 of the address before does not pause a webhook that has another one', async () => {
  const { world, receiver, hook, deliveries } = await hear()
  let answerLate = (): void => undefined
  receiver.answer = (answer) => {
    answerLate = () => void answer.writeHead(410).end()
  }
  await happen(world)
  await until('it is under way', () => receiver.got.length === 1)
  const next = await openReceiver()
  await hook.put({ url: next.url })
  answerLate()
  await until('the answer is kept', async () => (await deliveries())[0]?.status === 410)
  expect((await listed(world))[0]?.paused).toBeUndefined()
  await world.clock.advance(10_000)
  await until('the new address has it', async () => {
    // It may set its timer only now.
    await world.clock.advance(0)
    return next.got.length === 1
  })
})

test('a 410 does not take the place of a pause that the backend asked for', async () => {
  const { world, receiver, hook, deliveries } = await hear()
  let answerLate = (): void => undefined
  receiver.answer = (answer) => {
    answerLate = () => void answer.writeHead(410).end()
  }
  await happen(world)
  await until('it is under way', () => receiver.got.length === 1)
  await hook.act('pauseWebhook')
  answerLate()
  await until('the answer is kept', async () => (await deliveries())[0]?.status === 410)
  expect((await listed(world))[0]?.paused).toBe('asked')
})

test('a new address is not gone: what waits arrives there at once; the same address, or a pause that was asked for, stays as it is', async () => {
  const { world, receiver, hook } = await hear()
  receiver.answer = 410
  await happen(world)
  await until('it is paused', async () => (await listed(world))[0]?.paused === 'gone')
  expect((await hook.put({ url: receiver.url })).paused).toBe('gone')
  const next = await openReceiver()
  expect((await hook.put({ url: next.url })).paused).toBeUndefined()
  await until('it arrives', () => next.got.length === 1)
  expect(next.got[0]?.id).toBe(receiver.got[0]?.id)
  await hook.act('pauseWebhook')
  expect((await hook.put({ url: receiver.url })).paused).toBe('asked')
})

test('a rotation whose answer was lost can be repeated: the secret that the backend has signs all the time', async () => {
  const { world, receiver, hook, secret } = await hear()
  const arrived = async () => {
    const { event } = await hook.act<WebhookTest>('testWebhook')
    return until('it arrives', () => receiver.got.find(({ id }) => id === event))
  }
  const rotated = async () => (await hook.act('rotateWebhook', {})).secret ?? ''
  await rotated()
  await rotated()
  const third = await rotated()
  expect(isSigned(await arrived(), secret)).toBe(true)
  expect(isSigned(await arrived(), third)).toBe(true)
  // One that has taken the third secret is not shut out by a fourth one.
  await world.clock.advance(hour)
  const turned = await hook.act('rotateWebhook', {})
  expect(turned.oldSecretUntil).toBe(new Date(world.clock.now() + 24 * hour).toISOString())
  const got = await arrived()
  expect([secret, third, turned.secret ?? ''].map((one) => isSigned(got, one))).toEqual([true, true, true])
  expect(String(got.headers['webhook-signature']).split(' ')).toHaveLength(3)
  await world.clock.advance(24 * hour)
  const later = await arrived()
  expect([secret, third, turned.secret ?? ''].map((one) => isSigned(later, one))).toEqual([
    false,
    false,
    true,
  ])
})

test('a delivery that is replayed while a try of it runs is delivered again, and the late answer changes nothing', async () => {
  const { world, receiver, hook, deliveries } = await hear()
  let answerLate = (): void => undefined
  receiver.answer = (answer) => {
    answerLate = () => void answer.writeHead(500).end()
  }
  await happen(world)
  const first = await until('it is under way', () => receiver.got[0])
  receiver.answer = 204
  await world.clock.advance(1)
  expect(await hook.act<Replay>('replayWebhook', { event: first.id })).toEqual({ events: 1 })
  const again = await until('it comes again', () => receiver.got[1])
  expect([again.id, again.text]).toEqual([first.id, first.text])
  await until('it is delivered', async () => (await deliveries())[0]?.state === 'delivered')
  answerLate()
  await hook.act('testWebhook')
  await until('the next one is delivered', async () => {
    const rows = await deliveries()
    return rows.length === 2 && rows.every(({ state }) => state === 'delivered')
  })
  expect(await deliveries()).toMatchObject([{ status: 204 }, { status: 204, tries: 1 }])
})

test('a replay takes only what the webhook hears, at most its limit, and says where the next one goes on', async () => {
  const { world, receiver } = await hear({ limits: { webhookReplay: 2 } })
  const since = new Date(world.clock.now()).toISOString()
  for (let one = 0; one < 5; one += 1) {
    await happen(world)
    await until('it arrives', () => receiver.got.length === one + 1)
    await world.clock.advance(1000)
  }
  const later = await openReceiver()
  const hook = hookOf(world, 'later')
  // Facts that it does not hear take no place of the limit.
  await hook.put({ url: later.url, events: ['file.ready'] })
  expect(await hook.act<Replay>('replayWebhook', { since })).toEqual({ events: 0 })
  await hook.put({ url: later.url, events: ['appointment.ended'] })
  const counted: number[] = []
  for (let next: string | undefined = since; next !== undefined; ) {
    const replay: Replay = await hook.act<Replay>('replayWebhook', { since: next })
    counted.push(replay.events)
    next = replay.next
  }
  expect(counted).toEqual([2, 2, 1])
  await until('all arrive', () => later.got.length === 5)
  expect(new Set(later.got.map(({ id }) => id))).toEqual(new Set(receiver.got.map(({ id }) => id)))
})
