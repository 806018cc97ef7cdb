import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLibrary } from '@chairside/client'
import { MB, pathOf, routes } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { ask, begin, read } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { bring, fileIn, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { openRaw } from '../../world/raw.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

const pdf = bytesOf(allowed.pdf)

async function meet() {
  const world = await openWorld()
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

test('behind nginx with the settings of the documentation, sockets pass, and a file goes in one piece while it arrives', async () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/networks.md'), 'utf8')
  const [, settings = ''] = /```nginx\n([\s\S]*?)```/.exec(docs) ?? []
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const nginx = await openNginx(
    settings.replace('http://127.0.0.1:8080', line.url).replace(/ssl_certificate\w* .*/g, ''),
  )
  const doctor = await world.join(id, eva.id, 'call', nginx)
  const patient = await world.join(id, anna.id, 'waiting-room', nginx)
  const file = grownPdf(20 * MB, 'Settings-Letter.pdf')
  // nginx would not even begin, if it kept the body until it is whole.
  line.hold(5 * MB)
  const transfer = await doctor.send([file])
  await until('it arrives', async () => {
    await world.clock.advance(100)
    const [one] = transfer.files
    return one?.state === 'receiving' && one.bytes > 0
  })
  line.flow()
  const prompt = await until('it is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(line.offsets).toEqual([0])
})

test('behind nginx as it comes, a withdrawn file stops in the middle of its download, and is not downloaded', async () => {
  const { world, doctor, patient, id } = await meet()
  const content = Buffer.from(await grownPdf(60 * MB, 'Proxy-Letter.pdf').arrayBuffer())
  const transfer = await doctor.offer([{ name: 'Proxy-Letter.pdf', size: content.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, content)).status).toBe(204)
  const nginx = await openNginx(serverOf(world.patientUrl, ''))
  const ticket = await patient.ticket(file)
  const { request, head } = begin(ticket.replace(world.patientUrl, nginx), 'GET')
  request.end()
  const answer = await head
  answer.once('data', () => answer.pause())
  await once(answer, 'pause')
  // What the reader has not asked for waits in the server: a hundred answers later nothing more has left it.
  for (let times = 0; times < 100; times += 1) await ask(nginx + pathOf(routes.isLive), 'GET')
  expect((await doctor.withdraw(file)).status).toBe(204)
  await world.clock.advance(1000)
  const said = await read(answer)
  expect(said.cut).toBe(true)
  expect(said.headers['x-accel-buffering']).toBeUndefined()
  expect((await world.audit(id)).map(({ kind }) => kind)).not.toContain('file-downloaded')
})

test('a page whose monitoring adds headers to each request passes the preflight, and they change nothing', async () => {
  const { world, doctor } = await meet()
  const origin = 'http://localhost:5173'
  const added = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'es=s:1',
    baggage: 'sentry-environment=production',
    'sentry-trace': '771a43a4192642f0b136d5159a501700-b7ad6b7169203331-1',
    'x-datadog-trace-id': '5432109876543210',
    'x-datadog-origin': 'rum',
    'x-b3-traceid': 'a3ce929d0e0e4736',
    newrelic: 'eyJ2IjpbMCwxXX0=',
    'x-request-id': 'r-1',
  }
  const transfer = await doctor.offer([{ name: 'Traced-Letter.pdf', size: pdf.length }])
  const { id: file } = fileIn(transfer)
  const names = ['authorization', 'content-type', ...Object.keys(tus(0)), ...Object.keys(added)].join(',')
  const said = await ask(world.url + pathOf(routes.sendBytes, { id: file }), 'OPTIONS', {
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': names,
    },
  })
  expect(said.status).toBe(204)
  expect(said.headers['access-control-allow-headers']).toBe(names)
  expect(said.headers.vary).toMatch(/access-control-request-headers/i)
  expect((await doctor.patch(file, pdf, 0, { origin, ...added })).status).toBe(204)
  // They are no right: a stranger is refused with them as without.
  expect(
    (await ask(world.url + pathOf(routes.findUpload, { id: file }), 'HEAD', { headers: added })).status,
  ).toBe(401)
})

test('a POST stands for the method that it names, under the same rules, and for no other', async () => {
  const { world, doctor, patient } = await meet()
  const transfer = await doctor.offer([{ name: 'Posted-Letter.pdf', size: pdf.length }])
  const { id: file } = fileIn(transfer)
  const path = pathOf(routes.sendBytes, { id: file })
  const as = (method: string, more = {}) => ({ headers: { 'x-http-method-override': method, ...more } })
  const stands = () => doctor.ask('POST', path, as('HEAD', { 'tus-resumable': '1.0.0' }))
  expect(await stands()).toMatchObject({ status: 200, headers: { 'upload-offset': '0' } })
  expect((await patient.ask('POST', path, { ...as('PATCH', tus(0)), body: pdf })).error?.code).toBe(
    'NOT_FOUND',
  )
  expect((await doctor.ask('POST', path, { ...as('patch', tus(0)), body: pdf })).status).toBe(204)
  expect((await stands()).headers['upload-offset']).toBe(String(pdf.length))
  for (const method of ['GET', 'OPTIONS', 'CONNECT', 'TRACE', ''])
    expect((await doctor.ask('POST', path, as(method))).status).toBeGreaterThanOrEqual(400)
  // A GET names nothing: it could be asked for by any link.
  expect((await doctor.ask('GET', path, as('DELETE', { 'tus-resumable': '1.0.0' }))).status).toBe(404)
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('ready')
  const removed = await doctor.ask('POST', path, as('DELETE', { 'tus-resumable': '1.0.0' }))
  expect(removed.status).toBe(204)
  await until('it is withdrawn', async () => fileIn(await doctor.see(transfer.id)).state === 'withdrawn')
  const [backend, other] = [{ authorization: `Bearer ${world.apiKey}` }, randomUUID()]
  const registered = await ask(world.url + pathOf(routes.registerAppointment, { id: other }), 'POST', {
    headers: { ...backend, 'x-http-method-override': 'PUT' },
    json: {},
  })
  expect(registered.error?.code).toBe('BAD_REQUEST')
})

test.each([
  ['answers them with 405', 'return 405;'],
  ['cuts them', 'return 444;'],
] as const)('where a network lets only GET and POST pass and %s, a library is kept', async (_, answer) => {
  const world = await openWorld()
  const only = `if ($request_method !~ ^(GET|HEAD|POST)$) { ${answer} }`
  const nginx = await openNginx(serverOf(world.url, `${passSockets} ${only}`))
  const id = await world.appointment()
  const library = await openLibrary({ url: nginx, token: () => world.deskToken(eva.id) })
  atEnd(() => library.close())
  library.upload([pick(allowed.pdf, 'network-plan.pdf')])
  const found = () => library.documents.find(({ state }) => state === 'ready')
  const document = await until('it is ready', found, 3000)
  await document.change({ name: 'network-plan-two' })
  expect(document.name).toBe('network-plan-two.pdf')
  await document.attach(id, { visibility: 'all' })
  expect(document.sessions).toBe(1)
  await document.detach(id)
  await document.delete()
  await until('it is gone', () => library.documents.length === 0)
})

test('a POST that stands for a HEAD promises no body, so that the next answer on its connection is read whole', async () => {
  const { world } = await meet()
  const upload = pathOf(routes.findUpload, { id: randomUUID() })
  for (const path of [pathOf(routes.isLive), upload, `${upload}?%zz`, '/v1/files/%zz/upload']) {
    const raw = openRaw(world.url)
    const posted = `POST ${path} HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: HEAD\r\nContent-Length: 0\r\n\r\n`
    raw.write(`${posted}GET ${pathOf(routes.isLive)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    const said = await raw.closed
    const [head = '', rest = ''] = said.split(/\r\n\r\n([\s\S]*)/)
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1])
    // The length is in bytes, and a sentence may have other characters than those of ASCII.
    const next = Buffer.from(rest)
      .subarray(promised, promised + 12)
      .toString()
    expect([path, next]).toEqual([path, 'HTTP/1.1 200'])
  }
})

test('below a path of another host, which the proxy takes away, sockets and files pass', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const mounted = serverOf(
    'http://127.0.0.1:9',
    '',
    `location /files/ { proxy_pass ${world.url}/; ${passSockets} }`,
  )
  const nginx = await openNginx(mounted)
  const doctor = await world.join(id, eva.id, 'call', `${nginx}/files/`)
  const patient = await world.join(id, anna.id, 'call', `${nginx}/files`)
  for (const { connection } of [doctor, patient])
    expect([connection.state, 'polling' in connection]).toEqual(['up', false])
  await doctor.send([pick(allowed.pdf, 'mounted-letter.pdf')])
  const file = await until('it prompts', () => patient.prompts[0], 2000)
  expect((await saved(file)).equals(pdf)).toBe(true)
})
