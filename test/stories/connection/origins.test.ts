import { randomBytes, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { pathOf, protocolVersion, routes, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openHeardLog } from '../../world/heard-log.ts'
import { ask } from '../../world/http.ts'
import { bring, fileIn, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { openWorld, type World } from '../../world/world.ts'

const app = 'https://app.clinic.example'
const pdf = bytesOf(allowed.pdf)

async function meet(
  env: Record<string, string> = { ALLOWED_ORIGINS: `${app},https://other.clinic.example` },
): Promise<{ world: World; id: string; doctor: Party; patient: Party }> {
  const world = await openWorld({ env })
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/** Origins that resemble an allowed one. */
const strangers = [
  'https://evil.example',
  'https://app.clinic.example.evil.example',
  'https://evil-app.clinic.example',
  'https://clinic.example',
  'http://app.clinic.example',
  'https://app.clinic.example:8443',
  'https://app.clinic.example/',
  'HTTPS://APP.CLINIC.EXAMPLE',
  'null',
  'file://',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  '',
]

/** The status and the body of the answer to a WebSocket upgrade. */
function upgrade(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${socketPath}/?EIO=4&transport=websocket`, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    })
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, body: '' })
    })
    asked.on('response', async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, body })
    })
    asked.on('error', reject).end()
  })
}

test('row 93: a page of another origin is refused with 403 on every way in, cookie or not, and changes nothing', async () => {
  const { world, id, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  const { id: file } = fileIn(transfer)
  for (const origin of strangers) {
    const headers = { origin, cookie: 'session=1' }
    const answers = [
      await doctor.ask('POST', pathOf(routes.offerTransfer, { id }), {
        headers,
        json: { id: randomUUID(), files: [] },
      }),
      await doctor.trySee(transfer.id, headers),
      await doctor.patch(file, pdf, 0, headers),
      await doctor.ask('OPTIONS', pathOf(routes.describeUploads, { id: file }), {
        headers: { ...headers, 'access-control-request-method': 'PATCH' },
      }),
      await ask(world.url + pathOf(routes.isReady), 'GET', { headers }),
    ]
    for (const said of answers) {
      expect([origin, said.status, said.error?.code]).toEqual([origin, 403, 'ORIGIN_NOT_ALLOWED'])
      expect(said.headers['access-control-allow-origin']).toBeUndefined()
      expect(said.error?.message).toContain('ALLOWED_ORIGINS')
      expect(said.error?.message).toContain(`the origin ${origin || '(empty)'} may not`)
    }
    const opened = await upgrade(world.url, headers)
    expect([origin, opened.status]).toEqual([origin, 403])
    expect(opened.body).toContain('ORIGIN_NOT_ALLOWED')
  }
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('offered')
})

test('a refused origin is logged once a minute with the setting that allows it, as text that can do no harm', async () => {
  const heard = openHeardLog()
  const world = await openWorld({ env: { ALLOWED_ORIGINS: app }, overrides: { log: heard.log } })
  const from = (origin: string) => ask(world.url + pathOf(routes.isReady), 'GET', { headers: { origin } })
  const logged = () => heard.lines.filter(({ msg }) => String(msg).includes('ALLOWED_ORIGINS'))
  for (const _ of [1, 2, 3]) await from('https://evil.example')
  await upgrade(world.url, { origin: 'https://evil.example' })
  await from('null')
  await from(`https://${'é'.repeat(300)}`)
  expect(logged()).toMatchObject([
    { level: 40, origin: 'https://evil.example' },
    { level: 40, origin: 'null' },
    { level: 40, origin: `https://${'?'.repeat(192)}` },
  ])
  for (let count = 0; count < 120; count += 1) await from(`https://${count}.example`)
  expect(logged()).toHaveLength(100)
  await world.clock.advance(60_000)
  await from('https://evil.example')
  expect(logged()).toHaveLength(101)
})

test('the log does not name an origin whose question whether it may come was answered', async () => {
  const heard = openHeardLog()
  const world = await openWorld({ env: { ALLOWED_ORIGINS: app }, overrides: { log: heard.log } })
  const from = (path: string) => ask(world.url + path, 'GET', { headers: { origin: 'https://evil.example' } })
  const logged = () => heard.lines.filter(({ msg }) => String(msg).includes('ALLOWED_ORIGINS'))
  expect((await from(pathOf(routes.isLive))).json()).toEqual({ status: 'ok', allowed: false })
  expect(logged()).toEqual([])
  await from(pathOf(routes.isReady))
  expect(logged()).toHaveLength(1)
})

test('an allowed origin, a loopback page and a program without an origin may use the server, over HTTP and sockets', async () => {
  const { world, id, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  for (const origin of [
    app,
    'https://other.clinic.example',
    world.url,
    'http://localhost:5173',
    'http://127.0.0.1:1',
    'http://[::1]:80',
  ]) {
    const said = await doctor.trySee(transfer.id, { origin })
    expect([origin, said.status, said.headers['access-control-allow-origin']]).toEqual([origin, 200, origin])
    expect(said.headers.vary).toMatch(/Origin/i)
    expect(said.headers['access-control-allow-credentials']).toBeUndefined()
    expect((await upgrade(world.url, { origin })).status).toBe(101)
    const socket = await connect(world.url, { token: doctor.token }, { extraHeaders: { origin } })
    expect(await socket.command('snapshot', { appointment: id })).toMatchObject({ ok: true })
  }
  const program = await doctor.trySee(transfer.id)
  expect(program.status).toBe(200)
  expect(program.headers['access-control-allow-origin']).toBeUndefined()
})

test('whether a page may use the server is answered to pages of every origin, and nothing else is', async () => {
  const { world } = await meet()
  for (const [origin, allowed] of [
    [app, true],
    ...strangers.map((stranger) => [stranger, false] as const),
  ] as const) {
    const said = await ask(world.url + pathOf(routes.isLive), 'GET', { headers: { origin } })
    expect([origin, said.status, said.json()]).toEqual([origin, 200, { status: 'ok', allowed }])
    expect(said.headers['access-control-allow-origin']).toBe(origin === '' ? undefined : origin)
  }
})

test('no answer sets a cookie', async () => {
  const { world, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  for (const said of [
    await doctor.trySee(transfer.id, { origin: app, cookie: 'a=b' }),
    await ask(world.url + pathOf(routes.isLive), 'GET'),
    await ask(`${world.url}/v1/nothing`, 'GET'),
  ]) {
    expect(said.headers['set-cookie']).toBeUndefined()
  }
})

test('a preflight of an upload and of a download names all that tus and the SDK send', async () => {
  const { world, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  const path = pathOf(routes.sendBytes, { id: fileIn(transfer).id })
  for (const method of ['PATCH', 'HEAD', 'DELETE', 'POST', 'PUT', 'GET']) {
    const said = await ask(world.url + path, 'OPTIONS', {
      headers: {
        origin: app,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type,tus-resumable,upload-offset,range',
      },
    })
    expect([method, said.status]).toEqual([method, 204])
    expect(said.headers['access-control-allow-origin']).toBe(app)
    expect(said.headers['access-control-allow-methods']?.split(', ')).toContain(method)
    const headers = said.headers['access-control-allow-headers']?.split(',')
    for (const header of ['authorization', 'content-type', 'tus-resumable', 'upload-offset', 'range'])
      expect(headers).toContain(header)
    expect(Number(said.headers['access-control-max-age'])).toBeGreaterThan(0)
  }
})

test('a page reads every header that it needs of an upload and of a download', async () => {
  const { doctor, patient } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  const { id } = fileIn(transfer)
  const headers = { origin: app }
  const sent = await doctor.patch(id, pdf, 0, headers)
  expect(sent.status).toBe(204)
  const stands = await doctor.ask('HEAD', pathOf(routes.findUpload, { id }), {
    headers: { ...headers, 'tus-resumable': '1.0.0' },
  })
  const content = await ask(await patient.ticket(id), 'GET', { headers: { ...headers, range: 'bytes=0-9' } })
  const exposed = (said: typeof sent) => said.headers['access-control-expose-headers']?.split(', ') ?? []
  for (const said of [sent, stands]) {
    expect(said.headers['access-control-allow-origin']).toBe(app)
    for (const name of ['upload-offset', 'upload-length', 'tus-resumable']) {
      expect(said.headers[name]).toBeDefined()
      expect(exposed(said)).toContain(name)
    }
  }
  expect(content.status).toBe(206)
  expect(content.headers['cross-origin-resource-policy']).toBe('cross-origin')
  for (const name of ['content-range', 'content-disposition', 'accept-ranges', 'etag']) {
    expect(content.headers[name]).toBeDefined()
    expect(exposed(content)).toContain(name)
  }
})

test('a program asks what uploads can do without being a page', async () => {
  const { world, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  const said = await ask(world.url + pathOf(routes.describeUploads, { id: fileIn(transfer).id }), 'OPTIONS')
  expect(said.status).toBe(204)
  expect(said.headers).toMatchObject({
    'tus-resumable': '1.0.0',
    'tus-version': '1.0.0',
    'tus-max-size': String(100 * 1024 * 1024),
  })
  expect(String(said.headers['tus-extension']).split(',')).toContain('termination')
})

test('in production a loopback page is a stranger, and the server’s own address is not', async () => {
  const port = await freePort()
  const secrets = { API_KEY: randomBytes(24).toString('hex'), TOKEN_SECRET: randomBytes(24).toString('hex') }
  keepSecret(...Object.values(secrets))
  const own = `http://127.0.0.1:${port}`
  const env = {
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: own,
    ...secrets,
    ALLOWED_ORIGINS: app,
    SCANNER: 'none',
  }
  const { world, id, doctor } = await meet(env)
  expect(world.url).toBe(own)
  for (const [origin, status] of [
    [own, 404],
    [app, 404],
    ['http://localhost:5173', 403],
    [`http://localhost:${port}`, 403],
    ['http://127.0.0.1:1', 403],
  ] as const) {
    const said = await doctor.trySee(randomUUID(), { origin })
    expect([origin, said.status]).toEqual([origin, status])
    expect((await upgrade(own, { origin })).status).toBe(status === 403 ? 403 : 101)
  }
  expect((await ask(`${own}/demo/patient.html`, 'GET')).status).toBe(404)
  const stranger = { extraHeaders: { origin: 'http://localhost:5173' } }
  const refusal = await refusalOf(connect(own, { token: doctor.token, version: protocolVersion }, stranger))
  expect(refusal).toBeUndefined()
  expect(id).toMatch(/^a-/)
})

test('the pages of every clinic below one name, and the shell of an app, may use the server on every way in', async () => {
  const env = { ALLOWED_ORIGINS: 'https://*.clinics.example,capacitor://localhost,https://localhost' }
  const { world, doctor } = await meet(env)
  const transfer = await doctor.offer([{ name: 'Origin-Letter.pdf', size: pdf.length }])
  const statusesOf = async (origin: string) => [
    (await doctor.trySee(transfer.id, { origin })).status,
    (await upgrade(world.url, { origin })).status,
  ]
  for (const origin of ['https://north.clinics.example', 'capacitor://localhost', 'https://localhost']) {
    expect([origin, ...(await statusesOf(origin))]).toEqual([origin, 200, 101])
    const { headers } = await doctor.trySee(transfer.id, { origin })
    expect(headers['access-control-allow-origin']).toBe(origin)
  }
  const others = [
    ...['https://clinics.example', 'https://a.b.clinics.example', 'https://.clinics.example'],
    ...['https://north.clinics.example:8443', 'http://north.clinics.example', 'https://*.clinics.example'],
    ...['https://evil.example/.clinics.example', 'https://evilclinics.example', 'https://-.clinics.example'],
    ...[
      'https://north.clinics.example.evil.example',
      'ionic://north.clinics.example',
      'capacitor://evil.example',
    ],
  ]
  for (const origin of others) expect([origin, ...(await statusesOf(origin))]).toEqual([origin, 403, 403])
})
