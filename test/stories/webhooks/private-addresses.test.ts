import type { LookupAddress } from 'node:dns'
import type { Deliveries } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createCourier } from '../../../server/src/adapters/webhook/courier.ts'
import { readConfig } from '../../../server/src/config.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { isWithin } from '../../../server/src/reach.ts'
import { createManualClock } from '../../world/clock.ts'
import { hookOf, madeSecret, openReceiver } from '../../world/receiver.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const notPublic = [
  ...[
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
  ],
  ...['172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7'],
  ...['203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.1.2.3',
    '::ffff:169.254.169.254',
  ],
  ...[
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%1',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
  ],
  ...['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '3fff::1', '5f00::1', '4000::1', ''],
]

test('no address is public that leads into a network of its own, in whichever way it is written', () => {
  expect(notPublic.filter((address) => isWithin('public', address))).toEqual([])
  const some = ['8.8.8.8', '100.128.0.1', '172.32.0.1', '192.167.1.1', '2a00:1450::1', '2606:4700::1111']
  for (const address of [...some, '::ffff:8.8.8.8', '64:ff9b::808:808'])
    expect([address, isWithin('public', address)]).toEqual([address, true])
  const machine = notPublic.filter((address) => isWithin('this-machine', address))
  expect(machine).toEqual(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'])
})

test('private addresses are allowed only by a setting, and outside production those of this machine are', () => {
  const secret = (mark: string): string => `${mark}-0123456789abcdefghijklmnopqrstuvw`
  const production = {
    ...{ NODE_ENV: 'production', API_KEY: secret('key'), TOKEN_SECRET: secret('token'), SCANNER: 'none' },
    ...{ DATA_DIR: '/srv/chairside', PUBLIC_URL: 'https://files.clinic.example' },
  }
  const reach = (env: Record<string, string>) => readConfig(env).webhookReach
  expect([reach({}), reach(production)]).toEqual(['this-machine', 'public'])
  for (const env of [{}, production]) {
    expect(reach({ ...env, WEBHOOK_PRIVATE_ADDRESSES: 'refuse' })).toBe('public')
    expect(reach({ ...env, WEBHOOK_PRIVATE_ADDRESSES: 'allow' })).toBe('any')
  }
})

test.each([
  ['an address', (port: string) => `http://127.0.0.1:${port}/`],
  ['an address as one number', (port: string) => `http://2130706433:${port}/`],
  ['an address in IPv6', (port: string) => `http://[::ffff:127.0.0.1]:${port}/`],
  ['a name', (port: string) => `http://localhost:${port}/`],
])('this machine, written as %s, is reached only where it is allowed', async (_, urlOf) => {
  const receiver = await openReceiver()
  const parts = { clock: createManualClock(), limits: defaultLimits }
  const message = messageTo(urlOf(new URL(receiver.url).port))
  expect(await createCourier(parts, 'public').deliver(message, never)).toEqual({ failure: 'private-address' })
  expect(receiver.got).toEqual([])
  expect(await createCourier(parts, 'this-machine').deliver(message, never)).toEqual({ status: 204 })
  expect(receiver.got).toHaveLength(1)
})

test('a delivery to a private address is refused, says so, and is tried again', async () => {
  const receiver = await openReceiver()
  const world = await openWorld({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'refuse' } })
  const hook = hookOf(world, 'app')
  await hook.put({ url: receiver.url.replace('http:', 'https:') })
  await hook.act('testWebhook')
  const row = await until('it was tried', async () => {
    const { deliveries } = await hook.act<Deliveries>('readDeliveries')
    return deliveries[0]?.tries === 1 && deliveries[0]
  })
  expect(row).toMatchObject({ state: 'waiting', failure: 'private-address' })
})

const answering =
  (answers: readonly (readonly LookupAddress[])[], asked: string[] = []) =>
  (name: string, _: unknown, done: (error: null, found: readonly LookupAddress[]) => void): void => {
    asked.push(name)
    done(null, answers[Math.min(asked.length, answers.length) - 1] ?? [])
  }

const never = new AbortController().signal
const messageTo = (url: string) => ({ id: 'e', url, body: '{}', secrets: [madeSecret()] })
const publicOne = { address: '8.8.8.8', family: 4 }
const loopback = { address: '127.0.0.1', family: 4 }

test('a name with one private address among public ones is refused, and a name is looked up once for each connection', async () => {
  const receiver = await openReceiver()
  const url = receiver.url.replace('127.0.0.1', 'app.example')
  const parts = { clock: createManualClock(), limits: defaultLimits }
  const mixed = answering([[publicOne, loopback]])
  const courier = createCourier(parts, 'public', mixed as never)
  expect(await courier.deliver(messageTo(url), never)).toEqual({ failure: 'private-address' })
  // A name that is this machine at first and public when it is asked again (DNS rebinding) is asked once.
  const asked: string[] = []
  const rebinding = createCourier(parts, 'public', answering([[loopback], [publicOne]], asked) as never)
  expect(await rebinding.deliver(messageTo(url), never)).toEqual({ failure: 'private-address' })
  expect(asked).toEqual(['app.example'])
  expect(receiver.got).toEqual([])
  const machine = createCourier(parts, 'this-machine', answering([[loopback], [publicOne]]) as never)
  expect(await machine.deliver(messageTo(url), never)).toEqual({ status: 204 })
})

test('a name whose lookup gets no answer is looked up once, however often it is tried, and is checked for each try', async () => {
  const receiver = await openReceiver()
  const clock = createManualClock()
  const asked: ((error: null, found: readonly LookupAddress[]) => void)[] = []
  const silent = (_: string, __: unknown, done: (typeof asked)[number]): void => void asked.push(done)
  const courier = createCourier({ clock, limits: defaultLimits }, 'this-machine', silent as never)
  const message = messageTo(receiver.url.replace('127.0.0.1', 'app.example'))
  for (let one = 0; one < 3; one += 1) {
    const tries = [courier.deliver(message, never), courier.deliver(message, never)]
    await clock.advance(defaultLimits.webhookTry)
    expect(await Promise.all(tries)).toEqual([{ failure: 'timeout' }, { failure: 'timeout' }])
  }
  expect(asked).toHaveLength(1)
  expect(await courier.deliver(messageTo(receiver.url), never)).toEqual({ status: 204 })

  // Who still waits gets the answer and checks it; the next try looks up anew.
  const waiting = [courier.deliver(message, never), courier.deliver(message, never)]
  asked[0]?.(null, [loopback, { address: '10.0.0.1', family: 4 }])
  expect(await Promise.all(waiting)).toEqual([{ failure: 'private-address' }, { failure: 'private-address' }])
  const next = courier.deliver(message, never)
  asked[1]?.(null, [loopback])
  expect(await next).toEqual({ status: 204 })
})

test('what fails on the way is named: an unknown name, a closed port, a certificate', async () => {
  const receiver = await openReceiver()
  const parts = { clock: createManualClock(), limits: defaultLimits }
  const courier = createCourier(parts, 'any')
  expect(await courier.deliver(messageTo('http://nobody.invalid/'), never)).toEqual({
    failure: 'unknown-host',
  })
  expect(await courier.deliver(messageTo('http://127.0.0.1:9/'), never)).toEqual({ failure: 'unreachable' })
  const tls = receiver.url.replace('http:', 'https:')
  expect(await courier.deliver(messageTo(tls), never)).toEqual({ failure: 'certificate' })
})
