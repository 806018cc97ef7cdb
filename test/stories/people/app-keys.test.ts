import { randomUUID } from 'node:crypto'
import { joinAppointment } from '@chairside/client'
import { expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { openSigningApp } from '../../world/jwks.ts'
import { partyOf } from '../../world/party.ts'
import { eva } from '../../world/people.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** A world whose app signs its own tokens, one such token, and the errors in the server's log. */
async function meetSigned() {
  const errors: string[] = []
  const log = createLog('error', { write: (line) => void errors.push(line) })
  const app = await openSigningApp('ES256')
  const env = { JWKS_URL: app.url, TOKEN_ISSUER: 'https://app.clinic.example' }
  const world = await openWorld({ env, overrides: { log } })
  const id = await world.appointment()
  const claims = {
    iss: 'https://app.clinic.example',
    aud: 'chairside',
    sub: eva.id,
    role: 'practitioner',
    appointment: id,
    exp: (world.clock.now() + 48 * hour) / second,
  }
  const token = await app.sign('ES256', claims)
  /** How the server answers a token over HTTP. */
  const gets = async (given = token): Promise<string> => {
    const said = await partyOf(world, id, given).trySee(randomUUID())
    return said.error?.code === 'NOT_FOUND' ? 'let in' : (said.error?.code ?? 'a transfer')
  }
  return { app, world, id, claims, token, gets, errors }
}

test('while the keys of the app cannot be fetched, a token is neither good nor bad: 503, and when to ask again', async () => {
  const { app, world, id, token, gets } = await meetSigned()
  app.answer(503)
  const said = await partyOf(world, id, token).trySee(randomUUID())
  expect([said.status, said.error?.code]).toEqual([503, 'KEYS_UNAVAILABLE'])
  expect(said.headers['retry-after']).toBe('30')
  expect((await refusalOf(connect(world.url, { token })))?.code).toBe('KEYS_UNAVAILABLE')
  // The server's own tokens need no keys of the app.
  expect(await gets(await world.token(id, eva.id))).toBe('let in')
  await world.clock.advance(20 * second)
  const later = await partyOf(world, id, token).trySee(randomUUID())
  expect(later.headers['retry-after']).toBe('10')
  app.answer(200)
  await world.clock.advance(10 * second)
  expect(await gets()).toBe('let in')
})

test('a provider that is away is asked every 30 seconds, however many tokens come', async () => {
  const { app, world, gets } = await meetSigned()
  app.answer(503)
  expect(new Set(await Promise.all(Array.from({ length: 40 }, () => gets())))).toEqual(
    new Set(['KEYS_UNAVAILABLE']),
  )
  expect(await gets()).toBe('KEYS_UNAVAILABLE')
  expect(app.asked()).toBe(1)
  await world.clock.advance(30 * second)
  await Promise.all(Array.from({ length: 40 }, () => gets()))
  expect(app.asked()).toBe(2)
})

test('tokens with made-up keys make no storm on a provider that answers', async () => {
  const { app, world, claims, gets } = await meetSigned()
  expect(await gets()).toBe('let in')
  const odd = await Promise.all(
    Array.from({ length: 20 }, (_, index) => app.sign('ES256', claims, { kid: `made-up-${index}` })),
  )
  for (const one of odd) expect(await gets(one)).toBe('TOKEN_INVALID')
  expect(app.asked()).toBe(1)
  await world.clock.advance(30 * second)
  for (const one of odd) expect(await gets(one)).toBe('TOKEN_INVALID')
  expect(app.asked()).toBe(2)
})

test('keys that were fetched before serve on for a day while the provider is away', async () => {
  const { app, world, claims, gets } = await meetSigned()
  expect(await gets()).toBe('let in')
  app.answer(503)
  const unknown = await app.sign('ES256', claims, { kid: 'unknown' })
  for (const pause of [11 * minute, 3 * hour, 20 * hour]) {
    await world.clock.advance(pause)
    expect(await gets()).toBe('let in')
    // The unknown key may be one that the app has made since.
    expect(await gets(unknown)).toBe('KEYS_UNAVAILABLE')
  }
  await world.clock.advance(hour)
  expect(await gets()).toBe('KEYS_UNAVAILABLE')
  app.answer(200)
  await world.clock.advance(30 * second)
  expect(await gets()).toBe('let in')
  expect(await gets(unknown)).toBe('TOKEN_INVALID')
})

test('the log says once a minute that the keys cannot be fetched, and holds no token', async () => {
  const { app, world, token, gets, errors } = await meetSigned()
  app.answer(503)
  for (let round = 0; round < 12; round += 1) {
    await Promise.all([gets(), gets(), gets()])
    await world.clock.advance(10 * second)
  }
  expect(errors.map((line) => JSON.parse(line).msg)).toEqual(
    Array.from({ length: 2 }, () => 'the keys of the app cannot be fetched'),
  )
  expect(errors.join('').includes(token)).toBe(false)
})

test('a page waits while the keys are away, and is here once they are back', async () => {
  const { app, world, token } = await meetSigned()
  app.answer(503)
  const joining = joinAppointment({ url: world.url, token, place: 'call' })
  await expect.poll(() => app.asked()).toBe(1)
  app.answer(200)
  await world.clock.advance(30 * second)
  const joined = await joining
  atEnd(() => joined.close())
  expect(joined.me.id).toBe(eva.id)
})
