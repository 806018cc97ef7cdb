import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { ErrorCode, Why } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { filesToken } from '../world/documents.ts'
import { anna, eva, peter, sam } from '../world/people.ts'
import { keepSecret } from '../world/secrets.ts'
import { serve } from '../world/serve.ts'
import { atEnd, until } from '../world/until.ts'
import { type Embed, openMistakes } from './mistakes-page.ts'

type Scene = Awaited<ReturnType<typeof openMistakes>>

/** A mistake, and how it is named. */
interface Mistake {
  readonly code: ErrorCode
  readonly why?: Why
  readonly field?: string
  /** What else the event says. */
  readonly says?: object
  /** In production, pages of the same machine are strangers, too. */
  readonly isProduction?: true
  /** A part of the line on the console. */
  readonly console: RegExp
  /** What the person reads. */
  readonly reads: string | RegExp
  embed(scene: Scene): Promise<Embed> | Embed
}

const notSetUp = (field: string) => ({
  code: 'EMBED_INVALID' as const,
  field: `/${field}`,
  reads: new RegExp(`^This page has not set up File Transfer yet: ${field} (is missing|must be .*)\\.$`),
})
const noToken = (why: Why) => ({
  code: 'NO_TOKEN' as const,
  why,
  reads: 'This page has no access to File Transfer yet. It is tried again by itself.',
})
const badToken = (why: Why) => ({
  code: 'TOKEN_INVALID' as const,
  why,
  reads: 'You are signed out of File Transfer.',
})
const misplaced = (why: Why) => ({
  code: 'TOKEN_MISPLACED' as const,
  why,
  reads: 'This page uses a token that is for something else.',
})
const noServer = (why: Why) => ({
  code: 'NO_SERVER' as const,
  why,
  reads: /^No Chairside server answers at http\S+ yet\. It is tried again by itself\.$/,
})
const blocked = (why: Why) => ({
  code: 'BLOCKED_BY_PAGE' as const,
  why,
  reads: /^This page does not let File Transfer connect to http\S+\.$/,
})
const refused = {
  code: 'ORIGIN_NOT_ALLOWED' as const,
  reads: 'Pages of this origin may not use this server.',
}

/** A page with this token function. */
const asks =
  (source: string) =>
  ({ world: { url } }: Scene): Embed => ({ attributes: { url }, script: `element.token = ${source}` })

/** A page with a right token, and with other attributes. */
const joins =
  (more: Readonly<Record<string, string>>) =>
  async ({ world, id }: Scene): Promise<Embed> => ({
    attributes: { url: world.url, token: await world.token(id, anna.id), ...more },
  })

/** A page with the right token, whose server is elsewhere. */
const goesTo = (address: (url: string) => string | Promise<string>) => async (scene: Scene) =>
  joins({ url: await address(scene.world.url) })(scene)

/** The address of a server that takes connections and says nothing. */
async function silent(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The settings of a server in production, which allows pages of one app. */
async function inProduction(): Promise<Record<string, string>> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  const secrets = { API_KEY: randomBytes(24).toString('hex'), TOKEN_SECRET: randomBytes(24).toString('hex') }
  keepSecret(...Object.values(secrets))
  return {
    ...secrets,
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ALLOWED_ORIGINS: 'https://app.clinic.example',
    SCANNER: 'none',
  }
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'no url': {
    ...notSetUp('url'),
    console: /url is missing/,
    embed: async ({ world, id }) => ({ attributes: { token: await world.token(id, anna.id) } }),
  },
  'an empty url': { ...notSetUp('url'), console: /url is missing/, embed: joins({ url: '' }) },
  'no token': {
    ...notSetUp('token'),
    console: /token is missing/,
    embed: ({ world: { url } }) => ({ attributes: { url } }),
  },
  'an empty token': { ...notSetUp('token'), console: /token is missing/, embed: joins({ token: '' }) },
  'a token function that throws': {
    ...noToken('threw'),
    says: { cause: 'Error: the app is signed out' },
    console: /Your token function threw this.*the app is signed out/s,
    embed: asks("async () => { throw new Error('the app is signed out') }"),
  },
  'a token function that never answers': {
    ...noToken('no-answer-yet'),
    console: /has not answered for 2 s yet/,
    embed: asks('() => new Promise(() => {})'),
  },
  'a token function that gives the whole answer': {
    ...noToken('no-text'),
    console: /Let it give the field `token`/,
    embed: asks("async () => ({ token: 'one' })"),
  },
  'a token function that gives a page of HTML': {
    ...badToken('html'),
    console: /the page of your login/,
    embed: asks("async () => '<!doctype html><title>Sign in</title>'"),
  },
  'a token with Bearer before it': {
    ...badToken('bearer'),
    console: /Give it without that/,
    embed: async ({ world, id }) =>
      asks(`async () => 'Bearer ${await world.token(id, anna.id)}'`)({ world, id } as Scene),
  },
  'the JSON of the answer as a text': {
    ...badToken('json'),
    console: /Give its field `token`/,
    embed: asks(`async () => '{"token":"one"}'`),
  },
  'the API key in the page': {
    ...badToken('no-jwt'),
    console: /it must never be in a page/,
    embed: joins({ token: 'b1946ac92492d2347c6235b4d2611184' }),
  },
  'a token of a desk': {
    ...misplaced('of-a-desk'),
    console: /which <chairside-desk> takes/,
    embed: async (scene) => joins({ token: await scene.world.deskToken(eva.id) })(scene),
  },
  'a token of a patient’s files': {
    ...misplaced('of-patient-files'),
    console: /which <chairside-files> takes/,
    embed: async (scene) => joins({ token: await filesToken(scene.world, anna.id) })(scene),
  },
  'a desk with a token of an appointment': {
    ...misplaced('of-an-appointment'),
    console: /which <chairside-transfer> takes/,
    embed: async ({ world, id }) => ({
      element: 'chairside-desk',
      attributes: { url: world.url, token: await world.token(id, eva.id) },
    }),
  },
  'a token of another appointment': {
    ...misplaced('of-another-appointment'),
    console: /names another appointment than the token/,
    embed: joins({ appointment: 'a-43' }),
  },
  'a wrong path': {
    ...noServer('another-server'),
    console: /It has no `\/v1`/,
    embed: goesTo((url) => `${url}/v1`),
  },
  'an address without a scheme': {
    ...noServer('another-server'),
    console: /it is a path of your own page/,
    embed: goesTo((url) => url.replace('http://', '')),
  },
  'another server': {
    ...noServer('another-server'),
    console: /Another server answers there/,
    embed: goesTo(async () => (await serve((_, answer) => answer.end('<h1>Hello</h1>'))).url),
  },
  'a port where nobody listens': {
    ...noServer('unreachable'),
    console: /look at scheme, host and port/,
    embed: goesTo(() => 'http://127.0.0.1:9'),
  },
  'https where the server speaks http': {
    ...noServer('unreachable'),
    console: /its certificate is not trusted/,
    embed: goesTo((url) => url.replace('http:', 'https:')),
  },
  'a host that says nothing': {
    ...noServer('silent'),
    console: /Nothing has answered for 2 s yet/,
    embed: goesTo(silent),
  },
  'another scheme': {
    code: 'BAD_REQUEST',
    console: /it begins with https:\/\/ or http:\/\//,
    reads: /^This command cannot be read: the address of the server is no http or https URL\./,
    embed: goesTo((url) => url.replace('http:', 'ftp:')),
  },
  'a page by https and a server by http': {
    ...blocked('mixed-content'),
    console: /Serve Chairside by https/,
    embed: async (scene) => ({
      ...(await joins({ url: 'http://files.clinic.example' })(scene)),
      origin: 'https://app.clinic.example',
    }),
  },
  'a policy that names no server': {
    ...blocked('policy'),
    console: /`connect-src`, also with its scheme as `wss:`/,
    embed: async (scene) => ({
      ...(await joins({})(scene)),
      headers: { 'content-security-policy': "connect-src 'self'" },
    }),
  },
  'an origin that the server does not know': {
    ...refused,
    says: { at: expect.stringMatching(/^http:\/\/localhost:\d+$/) },
    console: /http:\/\/localhost:\d+ may not use this server.*ALLOWED_ORIGINS/,
    isProduction: true,
    embed: joins({}),
  },
  'a page without an origin': {
    ...refused,
    says: { at: 'null' },
    console: /the origin null may not use this server/,
    embed: async (scene) => ({
      ...(await joins({})(scene)),
      headers: { 'content-security-policy': 'sandbox allow-scripts' },
    }),
  },
  'a place with another spelling': {
    ...notSetUp('place'),
    console: /place must be call or waiting-room/,
    embed: joins({ place: 'waiting_room' }),
  },
}

test.each(Object.entries(mistakes))(
  'a panel that has %s says so at once to its app, once in the console, and to the person',
  async (_, { code, why, field, says, isProduction, console, reads, embed }) => {
    const scene = await openMistakes(isProduction && { env: await inProduction() })
    const page = await scene.embed(await embed(scene))
    const named = { code, ...(why && { why }), ...(field && { field }), ...says }
    const told = await until('the event', async () =>
      (await page.heard()).find((heard) => heard.code === code && heard.why === why),
    )
    expect(told).toMatchObject(named)
    await page.reads(reads)
    await until('the console says so', () => page.lines.some((line) => console.test(line)))
    expect(page.lines.filter((line) => console.test(line))).toHaveLength(1)
    expect(await page.page.getByText('Your line is down').count()).toBe(0)
    if (process.env.TIMES) process.stdout.write(`TIME ${_}: ${Math.round(told.ms)}\n`)
  },
)

const ofDocuments = {
  'chairside-library': {},
  'chairside-session-documents': { appointment: '' },
  'chairside-patient-documents': { patient: '' },
  'chairside-files': {},
} as const

test.each(Object.entries(ofDocuments))(
  '<%s> names what is missing, who is meant and where no server is, as the panel does',
  async (element, needs) => {
    const scene = await openMistakes()
    const { world, id } = scene
    const isPatients = element === 'chairside-files'
    const doctors = await world.deskToken(eva.id)
    const patients = await filesToken(world, anna.id)
    const [right, wrong] = isPatients ? [patients, doctors] : [doctors, patients]
    const known = {
      ...('appointment' in needs && { appointment: id }),
      ...('patient' in needs && { patient: anna.id }),
    }
    const [needed = 'token'] = Object.keys(needs)
    const pages: readonly [Embed, object, string | RegExp, RegExp][] = [
      [
        { attributes: { url: world.url, ...(needed === 'token' ? {} : { token: right }) } },
        { code: 'EMBED_INVALID', field: `/${needed}` },
        `This page has not set up File Transfer yet: ${needed} is missing.`,
        / is missing/,
      ],
      [
        { attributes: { url: world.url, token: wrong, ...known } },
        { code: 'TOKEN_MISPLACED', why: isPatients ? 'of-a-desk' : 'of-patient-files' },
        'This page uses a token that is for something else.',
        /which <chairside-(desk|files)> takes/,
      ],
      [
        { attributes: { url: 'http://127.0.0.1:9', token: right, ...known } },
        { code: 'NO_SERVER', why: 'unreachable', at: 'http://127.0.0.1:9' },
        'No Chairside server answers at http://127.0.0.1:9 yet. It is tried again by itself.',
        /look at scheme, host and port/,
      ],
      [
        {
          attributes: { url: world.url, ...known },
          script: "element.token = () => { throw new Error('no') }",
        },
        { code: 'NO_TOKEN', why: 'threw', cause: 'Error: no' },
        /^You are signed out/,
        /Your token function threw this/,
      ],
    ]
    for (const [embed, named, reads, console] of pages) {
      const page = await scene.embed({ element, ...embed })
      await page.reads(reads)
      expect(await page.heard()).toContainEqual(expect.objectContaining(named))
      await until('the console says so', () => page.lines.some((line) => console.test(line)))
      expect(page.lines.filter((line) => console.test(line))).toHaveLength(1)
    }
  },
)

test('a policy that lets requests pass and no socket is named, although the panel works by requests', async () => {
  const scene = await openMistakes()
  const embed = await joins({})(scene)
  const policy = { 'content-security-policy': `connect-src ${scene.world.url}` }
  const page = await scene.embed({ ...embed, headers: policy })
  await page.reads('No files yet')
  const told = () => page.heard()
  await until('the event', async () => (await told()).some(({ code }) => code === 'BLOCKED_BY_PAGE'))
  expect(await told()).toMatchObject([{ code: 'BLOCKED_BY_PAGE', why: 'policy', at: scene.world.url }])
  await until('the console says so', () => page.lines.some((line) => line.includes('`wss:`')))
  expect(page.lines).toHaveLength(1)
})

test('an unknown language and theme are named to the author alone, and the panel speaks English', async () => {
  const scene = await openMistakes()
  const page = await scene.embed(await joins({ lang: 'nl', theme: 'drak' })(scene))
  await page.reads('No files yet')
  expect(await page.heard()).toMatchObject([
    { code: 'EMBED_INVALID', field: '/lang', choices: ['en', 'ar', 'cs', 'de', 'es', 'fr', 'sk'] },
    { code: 'EMBED_INVALID', field: '/theme', choices: ['light', 'dark'] },
  ])
  await until('the console names both', () => page.lines.length === 2)
  expect(page.lines.toSorted().map((line) => line.slice(line.lastIndexOf(': ') + 2))).toEqual([
    'lang must be en, ar, cs, de, es, fr or sk.',
    'theme must be light or dark.',
  ])
  expect(await page.page.getByText('has not set up').count()).toBe(0)
})

test('what comes late is no mistake, and what is mended later takes the sentence away by itself', async () => {
  const scene = await openMistakes()
  const { world, id } = scene
  const token = await world.token(id, anna.id)
  const soon = await scene.embed({
    script: `setTimeout(() => { element.url = '${world.url}' }, 200); setTimeout(() => { element.token = '${token}' }, 400)`,
  })
  await soon.reads('No files yet')
  expect(await soon.heard()).toEqual([])
  const signedIn = await scene.embed({
    attributes: { url: world.url },
    script: `element.token = async () => { if (window.signedIn) return '${token}'; throw new Error('not yet') }`,
  })
  await signedIn.reads('This page has no access to File Transfer yet. It is tried again by itself.')
  await signedIn.page.evaluate('window.signedIn = true')
  await signedIn.reads('No files yet')
  await signedIn.readsNoMore('This page has no access to File Transfer yet.')
  const set = await scene.embed({ attributes: { token, place: 'hall' } })
  await set.reads(/must be call or waiting-room/)
  await set.page.evaluate(
    `Object.assign(document.querySelector('chairside-transfer'), { url: '${world.url}', place: 'call' })`,
  )
  await set.reads('No files yet')
})

test('a panel that has nothing to show says why to its app alone', async () => {
  const scene = await openMistakes()
  const { world } = scene
  const group = await world.appointment({ patients: [anna, peter] })
  const basic = await world.appointment({ plan: 'basic' })
  const staffed = await world.appointment({ staff: [sam] })
  for (const [appointment, who, reason] of [
    [group, anna.id, 'ONE_TO_ONE_ONLY'],
    [basic, anna.id, 'PLAN_REQUIRED'],
    [staffed, sam.id, 'STAFF'],
  ] as const) {
    const page = await scene.embed({
      attributes: { url: world.url, appointment },
      script: `element.addEventListener('chairside-nothing', ({ detail }) => { window.nothing = detail.reason })
        element.token = '${await world.token(appointment, who)}'`,
    })
    await page.page.waitForFunction(`window.nothing === '${reason}'`)
    expect(await page.heard()).toEqual([])
  }
})
