import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { MB, pathOf, type RegisteredAppointment, routes } from '@chairside/protocol'
import { beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { plainAddressOf } from '../../../server/src/doctor/address.ts'
import { type Examination, TooLong, within } from '../../../server/src/doctor/examination.ts'
import { examine } from '../../../server/src/doctor/examine.ts'
import type { CheckName, Finding } from '../../../server/src/doctor/finding.ts'
import { countsOf, linesOf } from '../../../server/src/doctor/print.ts'
import { removeThrowaway } from '../../../server/src/doctor/throwaway.ts'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

// Whole processes start here, and bodies are waited for.
vi.setConfig({ testTimeout: 120_000 })

beforeAll(installNginx, 120_000)

const origin = 'http://localhost:5173'

/** A world whose clock runs, and whose waits are short. */
const openRunning = (settings: Parameters<typeof openWorld>[0] = {}): Promise<World> =>
  openWorld({
    ...settings,
    limits: { snapshotWait: 200, ...settings.limits },
    overrides: { clock: systemClock, ...settings.overrides },
  })

/** Examines the server at an address. Everything is tried, with small bodies. */
async function examined(world: World, url: string, change: Partial<Examination> = {}): Promise<Finding[]> {
  const findings: Finding[] = []
  await examine({ ...examOf(url, world.apiKey), ...change }, (finding) => findings.push(finding))
  expect(findings.flatMap(linesOf).join('\n')).not.toContain(world.apiKey)
  return findings
}

function examOf(url: string, key: string): Examination {
  return {
    ...{
      url,
      origin,
      key,
      page: undefined,
      body: 8 * MB,
      idle: 1000,
      trusted: true,
      posts: false,
    },
    clock: systemClock,
    signal: new AbortController().signal,
  }
}

const wrongIn = (findings: readonly Finding[]): CheckName[] => [
  ...new Set(findings.flatMap(({ check, state }) => (state === 'wrong' ? [check] : []))),
]

/** All that is said to be wrong, with what to change. */
const said = (findings: readonly Finding[]): string =>
  findings
    .filter(({ state }) => state === 'wrong')
    .flatMap(linesOf)
    .join('\n')

/** What passes everything through nginx. */
const passing = `${passSockets} client_max_body_size 0; proxy_request_buffering off; proxy_buffering off;`

test('nothing is wrong with a server that is asked directly, and with one behind nginx as the documentation has it', async () => {
  const world = await openRunning()
  const direct = await examined(world, world.url)
  expect(said(direct)).toBe('')
  for (const check of [
    'server',
    'origin',
    'socket',
    'methods',
    'headers',
    'refusals',
    'key',
    'parts',
    'bodies',
    'streams',
    'idle',
    'clock',
  ] as const)
    expect(direct.filter(({ state }) => state === 'ok').map((one) => one.check)).toContain(check)
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/networks.md'), 'utf8')
  const [, settings = ''] = /```nginx\n([\s\S]*?)```/.exec(docs) ?? []
  const nginx = await openNginx(
    settings.replace('http://127.0.0.1:8080', world.url).replace(/ssl_certificate\w* .*/g, ''),
  )
  expect(said(await examined(world, nginx))).toBe('')
})

const bad: [string, string, CheckName[], string][] = [
  [
    'no lines for the upgrade',
    'client_max_body_size 0; proxy_request_buffering off; proxy_http_version 1.1;',
    ['socket', 'idle'],
    'nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;',
  ],
  [
    'client_max_body_size 1m',
    `${passing.replace('size 0', 'size 1m')}`,
    ['refusals', 'bodies'],
    'nginx: client_max_body_size 0; (or 8m at least)',
  ],
  [
    'limit_except GET POST',
    `${passing} limit_except GET POST { deny all; }`,
    ['origin', 'methods'],
    'take away limit_except, or name PATCH',
  ],
  [
    'proxy_set_header Authorization ""',
    `${passing} proxy_set_header Authorization "";`,
    ['key', 'headers'],
    'nginx: take away proxy_set_header Authorization',
  ],
  [
    'proxy_set_header Tus-Resumable ""',
    `${passing} proxy_set_header Tus-Resumable "";`,
    ['headers', 'bodies'],
    'nginx: take away proxy_set_header Tus-Resumable',
  ],
  [
    'proxy_set_header X-HTTP-Method-Override ""',
    `${passing} proxy_set_header X-HTTP-Method-Override "";`,
    ['methods'],
    'nginx: take away proxy_set_header X-HTTP-Method-Override',
  ],
  [
    'proxy_hide_header Chairside-Error',
    `${passing} proxy_hide_header Chairside-Error;`,
    ['headers'],
    'nginx: take away proxy_hide_header Chairside-Error',
  ],
  [
    'proxy_hide_header Upload-Offset',
    `${passing} proxy_hide_header Upload-Offset;`,
    ['headers'],
    'nginx: take away proxy_hide_header Upload-Offset',
  ],
  [
    'proxy_request_buffering on',
    `${passSockets} client_max_body_size 0;`,
    ['refusals', 'streams'],
    'nginx: proxy_request_buffering off;',
  ],
  [
    'add_header Access-Control-Allow-Origin',
    `${passing} add_header Access-Control-Allow-Origin * always;`,
    ['origin'],
    'nginx: take away add_header Access-Control-...',
  ],
  [
    'OPTIONS answered by itself',
    `${passing} if ($request_method = OPTIONS) { return 204; }`,
    ['origin'],
    'if ($request_method = OPTIONS)',
  ],
  ['proxy_read_timeout 2s', `${passing} proxy_read_timeout 2s;`, ['idle'], 'nginx: proxy_read_timeout 60s;'],
]

test.each(bad)('nginx with %s is named, with its directive', async (_, settings, checks, directive) => {
  const world = await openRunning()
  const nginx = await openNginx(serverOf(world.url, settings))
  // Only a proxy that cuts idle connections takes that long to be found.
  const findings = await examined(world, nginx, { idle: settings.includes('read_timeout') ? 4000 : 1000 })
  expect(wrongIn(findings)).toEqual(checks)
  expect(said(findings)).toContain(directive)
})

test('nginx that keeps answers until their reader comes is named', async () => {
  const world = await openRunning()
  const nginx = await openNginx(
    serverOf(
      world.url,
      `${passing.replace('proxy_buffering off', 'proxy_buffering on')} proxy_ignore_headers X-Accel-Buffering;`,
    ),
  )
  const findings = await examined(world, nginx, { body: 50 * MB })
  expect(wrongIn(findings)).toEqual(['downloads'])
  expect(said(findings)).toContain('take away proxy_ignore_headers X-Accel-Buffering')
  const asItComes = await openNginx(
    serverOf(world.url, passing.replace('proxy_buffering off', 'proxy_buffering on')),
  )
  expect(said(await examined(world, asItComes, { body: 50 * MB }))).toBe('')
})

test.each([
  ['nothing behind the proxy', 'proxy_pass http://127.0.0.1:1;', 'does not reach the server behind it (502)'],
  [
    'a redirect',
    'return 301 https://files.clinic.example$request_uri;',
    'redirects to https://files.clinic.example',
  ],
  ['another program', 'return 200 hello;', 'Another program answers'],
  ['a sign-in', 'return 401;', 'asks for a sign-in'],
])('%s at the address is told as it is, and nothing else is tried', async (_, settings, sentence) => {
  const world = await openRunning()
  const nginx = await openNginx(`server { listen 443 ssl; location / { ${settings} } }`)
  const findings = await examined(world, nginx)
  expect(wrongIn(findings)).toEqual(['server'])
  expect(said(findings)).toContain(sentence)
  expect((await examined(world, 'http://127.0.0.1:1')).map(({ says }) => says).join()).toContain(
    'nothing listens there',
  )
})

test('a server below a path is examined there, and a prefix that is not taken away is named', async () => {
  const world = await openRunning()
  const nginx = await openNginx(`map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server { listen 443 ssl;
      location /files/ { proxy_pass ${world.url}/; ${passing} }
      location /kept/ { proxy_pass ${world.url}; ${passing} } }`)
  expect(said(await examined(world, `${nginx}/files`))).toBe('')
  expect(said(await examined(world, `${nginx}/kept`))).toContain('does not know its own path')
})

test('an origin that is not allowed is told with the setting that allows it', async () => {
  const world = await openRunning()
  const findings = await examined(world, world.url, { origin: 'https://app.clinic.example', key: undefined })
  expect(wrongIn(findings)).toEqual(['origin', 'socket'])
  expect(said(findings)).toContain('Chairside: ALLOWED_ORIGINS=https://app.clinic.example')
})

test('what answers every request by 101 is no Chairside server, and the doctor ends', async () => {
  const world = await openRunning()
  const switching = createServer((request) => {
    request.socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n')
  }).listen(0, '127.0.0.1')
  await once(switching, 'listening')
  atEnd(() => void switching.close().closeAllConnections())
  const { port } = switching.address() as AddressInfo
  const findings = await examined(world, `http://127.0.0.1:${port}`, { key: undefined })
  expect(wrongIn(findings)).toEqual(['server'])
  expect(said(findings)).toContain('101')
})

test('a socket that is accepted, and on which nothing comes, is named', async () => {
  const world = await openRunning()
  const silent = createServer((_request, answer) => void answer.end())
  silent.on('upgrade', (request, socket) => {
    const key = String(request.headers['sec-websocket-key'])
    void crypto.subtle
      .digest('SHA-1', new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`))
      .then((hash) => {
        const accept = Buffer.from(hash).toString('base64')
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        )
      })
  })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  atEnd(() => void silent.close().closeAllConnections())
  const { port } = silent.address() as AddressInfo
  const nginx = await openNginx(
    serverOf(
      world.url,
      passing,
      `location /v1/socket { proxy_pass http://127.0.0.1:${port}; ${passSockets} }`,
    ),
  )
  const findings = await examined(world, nginx, { key: undefined })
  expect(wrongIn(findings)).toEqual(['socket'])
  expect(said(findings)).toContain('accepted, and then nothing comes')
})

const policies: [string, string[]][] = [
  [
    "default-src 'self'",
    ['script-src URL', 'connect-src URL', 'connect-src WS', 'frame-src URL', 'img-src blob:'],
  ],
  ["default-src 'none'; script-src URL; connect-src URL WS; frame-src URL; img-src blob:", []],
  [
    "script-src 'nonce-abc' 'strict-dynamic'; connect-src URL; trusted-types other",
    ['trusted-types chairside'],
  ],
  ['connect-src https://elsewhere.example', ['connect-src URL', 'connect-src WS']],
  ["frame-src 'none'", ['frame-src URL']],
  ['trusted-types chairside', []],
]

test.each(policies)(
  'the policy %s of a page is judged by what the elements need',
  async (policy, missing) => {
    const world = await openRunning()
    const filled = (text: string): string =>
      text.replaceAll('URL', world.url).replaceAll('WS', world.url.replace('http', 'ws'))
    for (const way of ['header', 'meta']) {
      const page = createServer((_request, answer) => {
        if (way === 'header') answer.setHeader('content-security-policy', filled(policy))
        answer.end(
          way === 'meta'
            ? `<head><meta http-equiv="Content-Security-Policy" content="${filled(policy)}"></head>`
            : '<p>',
        )
      }).listen(0, '127.0.0.1')
      await once(page, 'listening')
      atEnd(() => void page.close())
      const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}/call`
      const findings = await examined(world, world.url, { key: undefined, page: address })
      const [found] = findings.filter(({ check }) => check === 'page')
      expect(found?.state === 'wrong' ? found.change.map(({ set }) => set) : []).toEqual(missing.map(filled))
    }
  },
)

test('a clock that is wrong and parts that do not work are told to the holder of the key', async () => {
  const broken = {
    scans: true,
    scan: () => Promise.reject(new Error('away')),
    prove: () => Promise.reject(new Error('away')),
  }
  const ahead = { ...systemClock, now: () => systemClock.now() + 300_000 }
  const world = await openRunning({ overrides: { scanner: broken, clock: ahead } })
  const findings = await examined(world, world.url)
  expect(wrongIn(findings)).toEqual(['parts', 'clock'])
  expect(said(findings)).toContain('300 s ahead of the one of this machine')
  expect(said(findings)).toContain('The virus scanner does not answer')
  expect(said(findings)).toContain('Chairside: CLAMD_URL')
})

test('the appointment in which uploads are tried is erased at the end, and also when the doctor is ended in the middle', async () => {
  const world = await openRunning()
  const idsOf = async (): Promise<string[]> => {
    const lines = await (await world.backend('GET', pathOf(routes.exportAudit))).text()
    return [...new Set([...lines.matchAll(/"(doctor-[\da-f-]{36})"/g)].map(([, id]) => id ?? ''))]
  }
  await examined(world, world.url)
  const ending = new AbortController()
  const stopped = examined(world, world.url, { signal: ending.signal, idle: 60_000 })
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const watch = setInterval(async () => {
    if ((await idsOf()).length > 1) resolve()
  }, 50)
  await begun
  clearInterval(watch)
  ending.abort(new Error('ended'))
  await expect(stopped).rejects.toThrow()
  const ids = await idsOf()
  expect(ids).toHaveLength(2)
  for (const id of ids) {
    const one = (await (
      await world.backend('GET', pathOf(routes.readAppointment, { id }))
    ).json()) as RegisteredAppointment
    expect(one).toMatchObject({ state: 'ended', practitioner: { name: '' } })
    expect(one.blankedAt).toBeDefined()
  }
  expect(await world.stored()).toEqual([])
})

test('without a key nothing is registered, and what was not tried is said', async () => {
  const world = await openRunning()
  const findings = await examined(world, world.url, { key: undefined, origin: undefined })
  expect(said(findings)).toBe('')
  expect(countsOf(findings).notTried).toBeGreaterThan(3)
  expect(findings.map(({ says }) => says).join()).toContain('they need --key')
})

test('an appointment that something in between says nothing is known of counts as not erased', async () => {
  const world = await openRunning()
  const between = createServer((_request, answer) => void answer.writeHead(404).end('no such page')).listen(
    0,
    '127.0.0.1',
  )
  await once(between, 'listening')
  atEnd(() => void between.close().closeAllConnections())
  const { port } = between.address() as AddressInfo
  const never = 'doctor-never-registered'
  expect(await removeThrowaway(examOf(`http://127.0.0.1:${port}`, world.apiKey), never)).toBe(false)
  expect(await removeThrowaway(examOf(world.url, world.apiKey), never)).toBe(true)
})

test('a question that never hears of its end is not waited for', async () => {
  const deaf = (): Promise<never> => new Promise(() => undefined)
  const { clock, signal } = examOf('http://127.0.0.1:1', '')
  await expect(within({ clock, signal }, 10, deaf)).rejects.toThrow(TooLong)
  await expect(within({ clock, signal: AbortSignal.abort(new Error('ended')) }, 10, deaf)).rejects.toThrow(
    'ended',
  )
})

test('whether http leads to https is asked below the path of the address', () => {
  expect(plainAddressOf('https://clinic.example/files')).toBe('http://clinic.example/files/health/live')
})
