import { randomBytes } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { decodeProtectedHeader, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { asking } from '../../world/backend.ts'
import { partyOf } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { openWorld, type World } from '../../world/world.ts'

const madeUp = (): string => {
  const secret = randomBytes(32).toString('base64url')
  keepSecret(secret)
  return secret
}

/** The status with which the server answers a backend with this key. */
const answerTo = async (world: World, id: string, key: string): Promise<number> =>
  (await asking(world.url, key)('GET', pathOf(routes.readAppointment, { id }))).status

/** Gets a token for the practitioner, as a backend with this key. */
async function tokenBy(world: World, id: string, key: string): Promise<string> {
  const answer = await asking(world.url, key)('POST', pathOf(routes.issueToken, { id }), {
    participant: eva.id,
  })
  const { token } = (await answer.json()) as { token: string }
  keepSecret(token)
  return token
}

/** How the server answers a token over HTTP and on a socket. */
async function gets(world: World, id: string, token: string): Promise<string[]> {
  const looked = await partyOf(world, id, token).tryOffer([{ name: 'Rotated-Letter.pdf', size: 10 }])
  const connected = await refusalOf(connect(world.url, { token })).catch(() => undefined)
  return [looked.error?.code ?? 'let in', connected?.code ?? 'let in']
}

const letIn = ['let in', 'let in']

test('the key of a backend is changed while the backend works on: for a while both are valid', async () => {
  const [old, fresh] = [madeUp(), madeUp()]
  const env: Record<string, string> = { API_KEY: old, TOKEN_SECRET: madeUp() }
  const world = await openWorld({ env })
  const id = await world.appointment()
  const answers = async () => [await answerTo(world, id, old), await answerTo(world, id, fresh)]
  expect(await answers()).toEqual([200, 401])
  Object.assign(env, { API_KEY: fresh, API_KEY_SECOND: old })
  await world.restart()
  expect(await answers()).toEqual([200, 200])
  expect(await answerTo(world, id, madeUp())).toBe(401)
  delete env.API_KEY_SECOND
  await world.restart()
  expect(await answers()).toEqual([401, 200])
})

test('the secret of tokens is changed while people are here: their tokens are good until they expire', async () => {
  const [key, old, fresh] = [madeUp(), madeUp(), madeUp()]
  const env: Record<string, string> = { API_KEY: key, TOKEN_SECRET: old }
  const world = await openWorld({ env })
  const id = await world.appointment()
  const patient = await world.join(id, anna.id)
  const before = await tokenBy(world, id, key)
  Object.assign(env, { TOKEN_SECRET: fresh, TOKEN_SECRET_SECOND: old })
  await world.restart()
  const after = await tokenBy(world, id, key)
  expect(await gets(world, id, before)).toEqual(letIn)
  expect(await gets(world, id, after)).toEqual(letIn)
  // The patient's page reconnects by itself and goes on.
  const doctor = await world.join(id, eva.id)
  await doctor.ask()
  await expect.poll(() => patient.requests.length).toBe(1)
  delete env.TOKEN_SECRET_SECOND
  await world.restart()
  expect(await gets(world, id, before)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID'])
  expect(await gets(world, id, after)).toEqual(letIn)
})

test('a token names the key that signed it, and says nothing of the secret', async () => {
  const [key, old, fresh] = [madeUp(), madeUp(), madeUp()]
  const env: Record<string, string> = { API_KEY: key, TOKEN_SECRET: old }
  const world = await openWorld({ env })
  const id = await world.appointment()
  const named = async () => decodeProtectedHeader(await tokenBy(world, id, key)).kid ?? ''
  const first = await named()
  expect(first).toMatch(/^[\w-]{8,}$/)
  Object.assign(env, { TOKEN_SECRET: fresh, TOKEN_SECRET_SECOND: old })
  await world.restart()
  expect(await named()).not.toBe(first)
  Object.assign(env, { TOKEN_SECRET: old, TOKEN_SECRET_SECOND: fresh })
  await world.restart()
  expect(await named()).toBe(first)
})

test('a token from before keys had names is taken under either secret, one that names another key is not', async () => {
  const [key, old, fresh] = [madeUp(), madeUp(), madeUp()]
  const env = { API_KEY: key, TOKEN_SECRET: fresh, TOKEN_SECRET_SECOND: old }
  const world = await openWorld({ env })
  const id = await world.appointment()
  const now = world.clock.now() / 1000
  const claims = {
    iss: 'chairside',
    aud: 'chairside',
    sub: eva.id,
    role: 'practitioner',
    appointment: id,
    exp: now + 3600,
  }
  const sign = async (secret: string, kid?: string): Promise<string> => {
    const header = { alg: 'HS256', ...(kid === undefined ? {} : { kid }) }
    const token = await new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(secret))
    keepSecret(token)
    return token
  }
  for (const secret of [old, fresh]) expect(await gets(world, id, await sign(secret))).toEqual(letIn)
  const refused = ['TOKEN_INVALID', 'TOKEN_INVALID']
  expect(await gets(world, id, await sign(madeUp()))).toEqual(refused)
  expect(await gets(world, id, await sign(old, 'another'))).toEqual(refused)
  const { kid = '' } = decodeProtectedHeader(await tokenBy(world, id, key))
  expect(await gets(world, id, await sign(fresh, kid))).toEqual(letIn)
  expect(await gets(world, id, await sign(old, kid))).toEqual(refused)
})
