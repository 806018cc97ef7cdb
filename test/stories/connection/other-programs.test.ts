import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { KB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Asked, ask } from '../../world/http.ts'
import { bring, fileIn, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { openRaw } from '../../world/raw.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/* What programs of other languages send, with the real ones where a system has them: curl and Python. */

const run = promisify(execFile)
const pdf = bytesOf(allowed.pdf)

async function meet() {
  const world = await openWorld()
  const id = await world.appointment()
  const path = pathOf(routes.registerAppointment, { id })
  return { world, id, path, key: `Authorization: Bearer ${world.apiKey}` }
}

/** An upload of Eva's, with its whole content offered. */
async function offered() {
  const { world, id, ...rest } = await meet()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Program-Letter.pdf', size: pdf.length }])
  return { ...rest, world, id, doctor, patient, transfer, file: fileIn(transfer).id }
}

/** Asks with the key of the backend. */
const asBackend = (world: World, method: string, path: string, asked: Asked) =>
  ask(world.url + path, method, { token: world.apiKey, ...asked })

test('curl and Java offer HTTP/2 with each request, and are answered by HTTP/1.1', async () => {
  const { world, path, key } = await meet()
  const curl = (...args: string[]) =>
    run('curl', ['-sS', '--http2', '-w', ' %{http_code} %{http_version}', '-H', key, ...args])
  const read = await curl(world.url + path)
  expect(read.stdout).toMatch(/^\{"id":.* 200 1\.1$/)
  const json = ['-H', 'content-type: application/json', '-d', '{"title":"Second visit"}']
  const changed = await curl('-X', 'PUT', ...json, world.url + path)
  expect(changed.stdout).toMatch(/"title":"Second visit".* 200 1\.1$/)
  // Offering an upgrade opens nothing: without a key the request is refused.
  const refused = await run('curl', ['-sS', '--http2', '-X', 'PUT', ...json, world.url + path])
  expect(refused.stdout).toContain('"code":"UNAUTHENTICATED"')
})

test('an upgrade to a WebSocket at another address, or to something else at that of the socket, is ignored', async () => {
  const { world } = await meet()
  const offer = (upgrade: string) => ({ connection: 'upgrade', upgrade })
  const live = await ask(world.url + pathOf(routes.isLive), 'GET', { headers: offer('websocket') })
  expect(live.status).toBe(200)
  const other = await ask(`${world.url}/elsewhere`, 'GET', { headers: offer('websocket') })
  expect([other.status, other.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
  const socket = await ask(`${world.url}/v1/socket/?EIO=4&transport=websocket`, 'GET', {
    headers: offer('h2c'),
  })
  expect(socket.status).toBeGreaterThanOrEqual(400)
})

test('Python registers an appointment and reads the sentence of a refusal', async () => {
  const { world, path } = await meet()
  const script = `
import http.client, json, sys, urllib.error, urllib.request
base, path, key = sys.argv[1:]
headers = {'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json; charset=utf-8'}
def put(body):
    return urllib.request.Request(base + path, json.dumps(body).encode(), headers, method='PUT')
with urllib.request.urlopen(put({'title': 'Third visit'})) as answer:
    print(answer.status)
try:
    urllib.request.urlopen(put({'plan': 7}))
except urllib.error.HTTPError as error:
    print(error.code, json.load(error)['error']['code'])
connection = http.client.HTTPConnection(base.split('//')[1])
for _ in range(2):
    connection.request('GET', path, headers=headers)
    print(len(connection.getresponse().read()) > 0)
`
  const { stdout } = await run('python3', ['-c', script, world.url, path, world.apiKey])
  expect(stdout.trim().split('\n')).toEqual(['200', '400 BAD_REQUEST', 'True', 'True'])
})

test('a body that the client asks about first is refused without being sent', async () => {
  const { world, path, key, doctor, transfer, file } = await offered()
  const json = 'Content-Type: application/json'
  const token = `Authorization: Bearer ${doctor.token}`
  const upload = pathOf(routes.sendBytes, { id: file })
  const form = pathOf(routes.sendForm, { id: transfer.id })
  const requests: [number, string, string[]][] = [
    [401, `PUT ${path}`, [json, 'Content-Length: 20']],
    [404, 'PUT /v1/elsewhere', [key, json, 'Content-Length: 20']],
    [413, `PUT ${path}`, [key, json, `Content-Length: ${256 * KB + 1}`]],
    [415, `PUT ${path}`, [key, 'Content-Type: text/xml', 'Content-Length: 20']],
    [412, `PATCH ${upload}`, [token, 'Content-Length: 20']],
    [415, `POST ${form}`, [token, json, 'Content-Length: 20']],
  ]
  for (const [status, line, headers] of requests) {
    const raw = openRaw(world.url)
    raw.write([`${line} HTTP/1.1`, 'Host: a', 'Expect: 100-continue', ...headers, '', ''].join('\r\n'))
    const said = await until(`the answer ${status}`, () => /^HTTP[\s\S]*"\}\}$/.exec(raw.said)?.[0])
    raw.end()
    expect(said.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  }
})

test('a body that the client asks about first is asked for, and taken', async () => {
  const { world, path, key, file, doctor } = await offered()
  const body = '{"title":"Fourth"}'
  const raw = openRaw(world.url)
  const head = [key, 'Content-Type: application/json', `Content-Length: ${body.length}`]
  raw.write([`PUT ${path} HTTP/1.1`, 'Host: a', 'Expect: 100-continue', ...head, '', ''].join('\r\n'))
  await until('the body is asked for', () => raw.said === 'HTTP/1.1 100 Continue\r\n\r\n')
  raw.write(body)
  await until('the answer', () => raw.said.includes('"title":"Fourth"'))
  raw.end()
  const expecting = { ...tus(0), expect: '100-continue' }
  const sent = await doctor.patch(file, pdf, 0, expecting)
  expect([sent.status, sent.headers['upload-offset']]).toEqual([204, String(pdf.length)])
})

test('a media type is known in any case and with parameters', async () => {
  const { world, path, doctor, file } = await offered()
  for (const type of [
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'APPLICATION/JSON',
  ]) {
    const said = await asBackend(world, 'PUT', path, {
      headers: { 'content-type': type },
      body: '{"plan":"pro"}',
    })
    expect([type, said.status]).toEqual([type, 200])
  }
  const type = 'Application/Offset+Octet-Stream; v=1'
  const sent = await doctor.patch(file, pdf, 0, { 'content-type': type })
  expect(sent.status).toBe(204)
})

test('a form is known in any case, with its boundary in quotes and blanks around', async () => {
  const types = [
    'Multipart/Form-Data; boundary=cut',
    'multipart/form-data; boundary="cut"',
    'multipart/form-data;charset=utf-8;boundary=cut ',
    'multipart/form-data; boundary = cut',
  ]
  for (const type of types) {
    const { doctor, transfer, file } = await offered()
    const head = `--cut\r\nContent-Disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n`
    const body = Buffer.concat([Buffer.from(head), pdf, Buffer.from('\r\n--cut--\r\n')])
    const path = pathOf(routes.sendForm, { id: transfer.id })
    const said = await doctor.ask('POST', path, { headers: { 'content-type': type }, body })
    expect([type, said.status, said.json<{ files: unknown }>().files]).toEqual([
      type,
      200,
      [{ id: file, state: 'ready' }],
    ])
  }
})

test('a form with blanks after a boundary in its body is refused by name, and can be sent again', async () => {
  const { doctor, transfer, file } = await offered()
  const path = pathOf(routes.sendForm, { id: transfer.id })
  const headers = { 'content-type': 'multipart/form-data; boundary=cut' }
  const send = (padding: string, last: string) => {
    const head = `--cut${padding}\r\nContent-Disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n`
    const body = Buffer.concat([Buffer.from(head), pdf, Buffer.from(`\r\n--cut--${last}\r\n`)])
    return doctor.ask('POST', path, { headers, body })
  }
  for (const padding of [' ', '  ', '\t']) {
    const said = await send(padding, '')
    expect([said.status, said.error?.code, said.error?.found]).toEqual([400, 'MULTIPART_INVALID', 'no-file'])
  }
  expect(await doctor.offset(file)).toBe(0)
  // After the last one they are let by.
  expect((await send('', '  ')).status).toBe(200)
})

test('who is refused for lack of a key learns the scheme to use', async () => {
  const { world, path, id } = await meet()
  for (const headers of [{}, { authorization: 'Basic abc' }, { authorization: 'Bearer wrong' }]) {
    const said = await ask(world.url + path, 'GET', { headers })
    expect([said.status, said.headers['www-authenticate']]).toEqual([401, 'Bearer realm="chairside"'])
  }
  const token = await world.token(id, anna.id)
  const other = await ask(world.url + pathOf(routes.readTransfer, { id: crypto.randomUUID() }), 'GET', {
    token,
  })
  expect([other.status, other.headers['www-authenticate']]).toEqual([404, undefined])
})

test('many questions about one upload at once are all answered, also while bytes come', async () => {
  const { doctor, file } = await offered()
  await doctor.patch(file, pdf.subarray(0, 100))
  const many = Array.from({ length: 100 }, () => doctor.head(file))
  const answers = (await Promise.all(many)).map(({ status, headers }) => [status, headers['upload-offset']])
  expect(answers).toEqual(Array(100).fill([200, '100']))
  const rest = doctor.patch(file, pdf.subarray(100), 100)
  const others = await Promise.all(Array.from({ length: 20 }, () => doctor.head(file)))
  expect(others.map(({ status }) => status)).toEqual(Array(20).fill(200))
  await rest
  await doctor.patch(file, pdf.subarray(await doctor.offset(file)), await doctor.offset(file))
  expect(await doctor.offset(file)).toBe(pdf.length)
})

test('requests that come at once on one connection are answered in their order', async () => {
  const { world, path, key, doctor, patient, file } = await offered()
  await doctor.patch(file, pdf)
  const ticket = new URL(await patient.ticket(file)).pathname
  const line = (first: string, ...headers: string[]) =>
    [`${first} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n')
  const body = '{"title":"Fifth"}'
  const raw = openRaw(world.url)
  raw.write(
    [
      line(`GET ${path}`, key),
      line(`GET ${ticket}`),
      line(`PUT ${path}`, key, 'Content-Type: application/json', `Content-Length: ${body.length}`) + body,
      line('GET /elsewhere'),
      line(`HEAD ${ticket}`),
      line(`GET ${path}`, key),
      line(`GET ${pathOf(routes.isLive)}`, 'Connection: close'),
    ].join(''),
  )
  const said = await raw.closed
  const answers = said.split(/(?=HTTP\/1\.1 )/).map((answer) => {
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? []
    const [, told] = /("title":"Fifth"|"status":"ok"|UNKNOWN_COMMAND|%PDF)[\s\S]*$/.exec(answer) ?? []
    return [status, told]
  })
  expect(answers).toEqual([
    ['200', undefined],
    ['200', '%PDF'],
    ['200', '"title":"Fifth"'],
    ['404', 'UNKNOWN_COMMAND'],
    ['200', undefined],
    ['200', '"title":"Fifth"'],
    ['200', '"status":"ok"'],
  ])
})

test('what is no HTTP is answered after the requests that came before it', async () => {
  const { world, path, key } = await meet()
  const raw = openRaw(world.url)
  raw.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n${key}\r\n\r\nNOT HTTP\r\n\r\n`)
  const said = await raw.closed
  expect(said.match(/^HTTP\/1\.1 \d+|\}HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', '}HTTP/1.1 400'])
})

test('a content, an archive or a script that the reader has already is not sent again, and does not count', async () => {
  const { world, id, doctor, patient, file } = await offered()
  await doctor.patch(file, pdf)
  const ticket = await patient.ticket(file)
  const packed = await patient.ask('POST', pathOf(routes.issueArchiveTicket, { id }))
  const before = await world.record(id)
  const urls = [ticket, packed.json<{ url: string }>().url, `${world.url}/languages/sk.js`]
  for (const url of urls) {
    const etag = String((await ask(url, 'HEAD')).headers.etag)
    for (const list of [etag, `"other", ${etag}`, '*', `W/${etag.replace(/^W\//, '')}`]) {
      const known = await ask(url, 'GET', { headers: { 'if-none-match': list, range: 'bytes=0-9' } })
      expect([list, known.status, known.body.length]).toEqual([list, 304, 0])
    }
  }
  expect(await world.record(id)).toEqual(before)
  for (const url of urls)
    expect((await ask(url, 'GET', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
})

test('a part of a content that has become another one is refused', async () => {
  const { world, id, doctor, patient, file } = await offered()
  await doctor.patch(file, pdf)
  const packed = await patient.ask('POST', pathOf(routes.issueArchiveTicket, { id }))
  for (const url of [await patient.ticket(file), packed.json<{ url: string }>().url]) {
    const etag = String((await ask(url, 'HEAD')).headers.etag)
    for (const list of ['"other"', `W/${etag}`]) {
      const refused = await ask(url, 'GET', { headers: { 'if-match': list, range: 'bytes=3-' } })
      expect([refused.status, refused.error?.code]).toEqual([412, 'CONTENT_CHANGED'])
      expect(refused.headers.etag).toBeUndefined()
    }
    for (const list of [etag, '*', `"other", ${etag}`]) {
      const said = await ask(url, 'GET', { headers: { 'if-match': list, range: 'bytes=3-' } })
      expect([200, 206]).toContain(said.status)
    }
  }
  const script = await ask(`${world.url}/languages/sk.js`, 'GET', { headers: { 'if-match': '"other"' } })
  expect([script.status, script.error?.code]).toEqual([412, 'CONTENT_CHANGED'])
})
