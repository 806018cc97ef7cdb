import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { openSigningApp, type SigningApp } from '../../world/jwks.ts'
import { bring, fileIn, type Party, partyOf } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter, sam } from '../../world/people.ts'
import { keepOddSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { openWorld, type World } from '../../world/world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

async function meet(): Promise<{ world: World; id: string; doctor: Party; transfer: string; file: string }> {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const transfer = await doctor.offer([{ name: 'Token-Letter.pdf', size: 100 }])
  return { world, id, doctor, transfer: transfer.id, file: fileIn(transfer).id }
}

/** Makes a function that signs tokens with the server's own secret. */
function signer(world: World) {
  const secret = new TextEncoder().encode(readFileSync(join(world.dataDir, 'token.secret'), 'utf8'))
  return async (
    claims: Record<string, unknown>,
    header: { alg: string } = { alg: 'HS256' },
    key = secret,
  ): Promise<string> => {
    const now = world.clock.now() / second
    const whole = { iss: 'chairside', aud: 'chairside', exp: now + 3600, ...claims }
    const defined = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined))
    const token = await new SignJWT(defined).setProtectedHeader(header).sign(key)
    keepOddSecret(token)
    return token
  }
}

/** How the server answers a token when it reads a transfer, sends bytes, and connects. */
async function received(
  world: World,
  id: string,
  transfer: string,
  file: string,
  token: string,
): Promise<string[]> {
  const party = partyOf(world, id, token)
  const looked = await party.trySee(transfer)
  const sent = await party.patch(file, 'bytes')
  const connected = await refusalOf(connect(world.url, { token })).catch(() => undefined)
  return [looked.error?.code, sent.error?.code, connected?.code].map((code) => code ?? 'let in')
}

const thrice = (code: string): string[] => [code, code, code]

test('row 79: a token that has expired is refused by name, two minutes of tolerance after its end', async () => {
  const { world, id, doctor, transfer, file } = await meet()
  await world.clock.advance(2 * hour + 119 * second)
  expect((await doctor.trySee(transfer)).status).toBe(200)
  await world.clock.advance(second)
  expect(await received(world, id, transfer, file, doctor.token)).toEqual(thrice('TOKEN_EXPIRED'))
  const said = await doctor.trySee(transfer)
  expect([said.status, said.error?.message]).toEqual([
    401,
    'This token has expired. Ask your backend for a new one.',
  ])
})

test('row 79: a token that is not valid yet is refused by name, two minutes of tolerance before its beginning', async () => {
  const { world, id, transfer, file } = await meet()
  const claims = { sub: eva.id, role: 'practitioner', appointment: id }
  const from = (ms: number) => signer(world)({ ...claims, nbf: (world.clock.now() + ms) / second })
  expect(await received(world, id, transfer, file, await from(2 * minute + second))).toEqual(
    thrice('TOKEN_NOT_YET_VALID'),
  )
  const soon = partyOf(world, id, await from(2 * minute))
  expect((await soon.trySee(transfer)).status).toBe(200)
})

test('row 80: a token of another appointment, role or person finds nothing here', async () => {
  const { world, id, transfer, file } = await meet()
  const sign = signer(world)
  const other = await world.appointment({ practitioner: eva, patients: [peter], staff: [sam] })
  const away = ['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']
  // A token that is valid elsewhere may connect, and is then present there.
  const elsewhere = ['NOT_FOUND', 'NOT_FOUND', 'let in']
  const cases: [string, string[]][] = [
    [await world.token(other, eva.id), elsewhere],
    [await world.deskToken(otherDoctor.id), elsewhere],
    [await sign({ sub: eva.id, role: 'patient', appointment: id }), away],
    [await sign({ sub: anna.id, role: 'practitioner', appointment: id }), away],
    [await sign({ sub: 'p-unknown', role: 'practitioner', appointment: id }), away],
    [await sign({ sub: eva.id, role: 'practitioner', appointment: 'a-unknown' }), away],
  ]
  for (const [token, codes] of cases) expect(await received(world, id, transfer, file, token)).toEqual(codes)
})

test('row 81: a forged or altered token is refused before anything is looked up', async () => {
  const { world, id, doctor, transfer, file } = await meet()
  const sign = signer(world)
  const claims = { sub: eva.id, role: 'practitioner', appointment: id }
  const [head = '', body = '', mark = ''] = doctor.token.split('.')
  const elsewhere = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: anna.id }),
  )
  const forged = [
    await sign(claims, { alg: 'HS256' }, new TextEncoder().encode('x'.repeat(43))),
    await sign(claims, { alg: 'HS512' }),
    await sign({ ...claims, iss: 'someone' }),
    await sign({ ...claims, aud: 'someone' }),
    await sign({ ...claims, aud: undefined }),
    await sign({ ...claims, exp: undefined }),
    await sign({ ...claims, sub: undefined }),
    await sign({ ...claims, role: 'admin' }),
    await sign({ ...claims, role: undefined }),
    await sign({ ...claims, sub: 7 }),
    await sign({ ...claims, appointment: ['a'] }),
    await sign({ sub: sam.id, role: 'staff' }),
    [head, elsewhere.toString('base64url'), mark].join('.'),
    [head, body, mark.slice(0, -2)].join('.'),
    [head, body, ''].join('.'),
    [head, body].join('.'),
    `${doctor.token}.${mark}`,
    'x',
    'a.b.c',
    'e30.e30.e30',
  ]
  for (const token of forged)
    expect(await received(world, id, transfer, file, token)).toEqual(thrice('TOKEN_INVALID'))
  expect(fileIn(await doctor.see(transfer)).state).toBe('offered')
})

test('row 82: a token without a signature is refused, however it spells that', async () => {
  const { world, id, doctor, transfer, file } = await meet()
  const [, body = '', mark = ''] = doctor.token.split('.')
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null]) {
    const head = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
    for (const end of ['', mark]) {
      const token = [head, body, end].join('.')
      expect(await received(world, id, transfer, file, token)).toEqual(thrice('TOKEN_INVALID'))
    }
  }
})

/** A world whose app signs its own tokens, and the claims of its practitioner. */
async function meetSigned(...algorithms: string[]) {
  const app = await openSigningApp(...algorithms)
  const world = await openWorld({ env: { JWKS_URL: app.url, TOKEN_ISSUER: 'https://app.clinic.example' } })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const transfer = await doctor.offer([{ name: 'Token-Letter.pdf', size: 100 }])
  const claims = {
    iss: 'https://app.clinic.example',
    aud: 'chairside',
    sub: eva.id,
    role: 'practitioner',
    appointment: id,
    exp: (world.clock.now() + hour) / second,
  }
  const codes = (token: string) => received(world, id, transfer.id, fileIn(transfer).id, token)
  return { app, world, id, doctor, transfer: transfer.id, claims, codes }
}

test.each(['RS256', 'ES256', 'EdDSA'])(
  'a token that the app signs with %s is taken, and the server’s own still are',
  async (alg) => {
    const { app, world, id, doctor, transfer, claims } = await meetSigned(alg)
    const token = await app.sign(alg, { ...claims, name: 'Dr. Someone', extra: 1 })
    expect((await partyOf(world, id, token).see(transfer)).id).toBe(transfer)
    expect((await connect(world.url, { token })).connected).toBe(true)
    expect((await doctor.see(transfer)).id).toBe(transfer)
  },
)

test('a token that the app signs for somebody else, as somebody else, or at another time is refused', async () => {
  const { app, world, claims, codes } = await meetSigned('ES256')
  const now = world.clock.now() / second
  const cases: [Record<string, unknown>, string][] = [
    [{ iss: 'https://evil.example' }, 'TOKEN_INVALID'],
    [{ iss: 'chairside' }, 'TOKEN_INVALID'],
    [{ aud: 'another-server' }, 'TOKEN_INVALID'],
    [{ aud: ['another-server'] }, 'TOKEN_INVALID'],
    [{ role: 'admin' }, 'TOKEN_INVALID'],
    [{ exp: now - 121 }, 'TOKEN_EXPIRED'],
    [{ nbf: now + 121 }, 'TOKEN_NOT_YET_VALID'],
    [{ sub: 'p-unknown' }, 'NOT_FOUND'],
    [{ appointment: 'a-unknown' }, 'NOT_FOUND'],
  ]
  for (const [change, code] of cases)
    expect(await codes(await app.sign('ES256', { ...claims, ...change }))).toEqual(thrice(code))
  const { iss: _, ...nameless } = claims
  expect(await codes(await app.sign('ES256', nameless))).toEqual(thrice('TOKEN_INVALID'))
  const { aud: __, ...aimless } = claims
  expect(await codes(await app.sign('ES256', aimless))).toEqual(thrice('TOKEN_INVALID'))
})

test('a token by another algorithm, an unknown key or the public key as a secret is refused', async () => {
  const { app, world, claims, codes } = await meetSigned('RS256', 'ES256', 'PS256', 'RS512', 'ES384')
  const stranger: SigningApp = await openSigningApp('RS256', 'PS256', 'RS512', 'ES384')
  const text = new TextEncoder()
  const sign = signer(world)
  const secret = await app.publicKey('RS256')
  const tokens = [
    await sign(claims, { alg: 'HS256' }, text.encode(secret)),
    await sign({ ...claims, iss: 'chairside' }, { alg: 'HS256' }, text.encode(secret)),
    await sign({ ...claims, iss: 'chairside' }, { alg: 'HS256' }, text.encode(secret.trim())),
    ...(await Promise.all(['PS256', 'RS512', 'ES384'].map((alg) => app.sign(alg, claims)))),
    await stranger.sign('RS256', claims),
    await stranger.sign('RS256', claims, { kid: 'unknown' }),
    await stranger.sign('PS256', claims, { kid: 'RS256' }),
    await stranger.sign('RS512', claims, { kid: 'RS256' }),
    await stranger.sign('ES384', claims, { kid: 'ES256' }),
    `${Buffer.from('{"alg":"none","kid":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
  ]
  for (const token of tokens) expect(await codes(token)).toEqual(thrice('TOKEN_INVALID'))
})
