import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, MB, pathOf, routes } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { meet, offered } from '../../attacks/meeting.ts'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { ask, begin, type Said } from '../../world/http.ts'
import { fileIn, tus } from '../../world/party.ts'
import { freePort } from '../../world/port.ts'
import { openRaw } from '../../world/raw.ts'
import { allowed, bytesOf, grownPdf } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'

beforeAll(installNginx, 120_000)

const pdf = bytesOf(allowed.pdf)

type Version = 3 | 4 | 5 | 6 | 7 | 8
const versions: readonly Version[] = [3, 4, 5, 6, 7, 8]

/** The headers of URLSession for a body that ends the content, or does not. */
const draft = (version: Version, ends = true): Record<string, string> => ({
  'upload-draft-interop-version': String(version),
  ...(version === 3
    ? { 'upload-incomplete': ends ? '?0' : '?1' }
    : { 'upload-complete': ends ? '?1' : '?0' }),
})
const asking = (version: Version) => ({ headers: { 'upload-draft-interop-version': String(version) } })
/** The headers of a body that goes on from `offset`. */
const partial = (version: Version, offset: number, ends = true): Record<string, string> => ({
  ...draft(version, ends),
  'upload-offset': String(offset),
  ...(version >= 6 && { 'content-type': 'application/partial-upload' }),
})

/** Eva has offered a file of these bytes. */
async function open(settings: Parameters<typeof meet>[0] = {}, content: Buffer = pdf) {
  const meeting = await meet(settings)
  const { transfer, file } = await offered(meeting, 'Native-Letter.pdf', content.length)
  const { world, doctor, patient } = meeting
  const path = pathOf(routes.createUpload, { id: file })
  const say = (
    method: string,
    headers: Record<string, string>,
    body?: Buffer | Iterable<Buffer>,
  ): Promise<Said> => doctor.ask(method, path, { headers, ...(body !== undefined && { body }) })
  return {
    ...meeting,
    transfer,
    file,
    path,
    post: (headers: Record<string, string>, body: Buffer | Iterable<Buffer> = content) =>
      say('POST', headers, body),
    patch: (headers: Record<string, string>, body: Buffer) => say('PATCH', headers, body),
    head: (version: Version = 8) => doctor.ask('HEAD', path, asking(version)),
    say,
    state: async () => fileIn(await doctor.see(transfer)).state,
    arrived: async () => (await ask(await patient.ticket(file), 'GET')).body.equals(content),
    /** A connection on which a request has begun that brings `bytes` of a body of `length`. */
    half: async (headers: Record<string, string>, bytes: Buffer, length: number, method = 'POST') => {
      const running = begin(world.url + path, method, {
        token: doctor.token,
        headers: { ...headers, 'content-length': String(length) },
      })
      atEnd(() => void running.request.destroy())
      running.request.on('error', () => undefined)
      running.request.write(bytes)
      return running
    },
    /** Writes a request by hand, and gives what comes. */
    raw: (headers: Record<string, string>, http = '1.1', length = content.length) => {
      const raw = openRaw(world.url)
      atEnd(raw.end)
      const lines = Object.entries({ ...headers, 'Content-Length': String(length) })
      const head = [`POST ${path} HTTP/${http}`, 'Host: a', `Authorization: Bearer ${doctor.token}`]
      raw.write([...head, ...lines.map((line) => line.join(': ')), '', ''].join('\r\n'))
      return raw
    },
  }
}

/** The heads of all answers on a connection. */
const heads = (said: string): string[] => said.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => line.slice(9)) ?? []

test.each(versions)(
  'URLSession of version %i learns before its body where it can go on, and its file arrives',
  async (version) => {
    const { raw, path, arrived, head } = await open()
    const line = raw(draft(version))
    const interim = await until(
      'the interim answer',
      () => /^HTTP\/1\.1 104[\s\S]*?\r\n\r\n/.exec(line.said)?.[0],
    )
    expect(interim.toLowerCase().split('\r\n')).toEqual(
      expect.arrayContaining([
        `location: ${path}`,
        `upload-draft-interop-version: ${version}`,
        expect.stringMatching(new RegExp(`^upload-limit: max-size=${pdf.length}`)),
      ]),
    )
    line.write(pdf.subarray(0, 1000))
    line.write(pdf.subarray(1000))
    const last = await until('the answer', () => /HTTP\/1\.1 2[\s\S]*\r\n\r\n/.exec(line.said)?.[0], 2000)
    expect(heads(line.said)).toEqual(['104', '204'])
    const says = version === 3 ? 'upload-incomplete: ?0' : 'upload-complete: ?1'
    expect(last.toLowerCase().split('\r\n')).toEqual(
      expect.arrayContaining([
        says,
        `upload-offset: ${pdf.length}`,
        `upload-draft-interop-version: ${version}`,
      ]),
    )
    expect(last).not.toContain('tus-resumable: ')
    expect(await arrived()).toBe(true)
    const stands = await head(version)
    expect([stands.status, stands.headers[version === 3 ? 'upload-incomplete' : 'upload-complete']]).toEqual([
      204,
      version === 3 ? '?0' : '?1',
    ])
  },
)

test.each(versions)(
  'URLSession of version %i whose line breaks asks where it stands, and sends the rest',
  async (version) => {
    const size = 3 * MB
    const content = Buffer.from(await grownPdf(size, 'Native-Plan.pdf').arrayBuffer())
    const { world, half, head, patch, arrived } = await open({}, content)
    const { request } = await half(draft(version), content.subarray(0, 2 * MB), size)
    await until('bytes are stored', async () => {
      await world.clock.advance(100)
      return ((await world.stored())[0] ?? 0) > MB
    })
    request.destroy()
    const stands = await head(version)
    const offset = Number(stands.headers['upload-offset'])
    expect([stands.status, stands.headers['upload-length'], stands.headers['cache-control']]).toEqual([
      204,
      String(size),
      'no-store',
    ])
    expect(stands.headers[version === 3 ? 'upload-incomplete' : 'upload-complete']).toBe(
      version === 3 ? '?1' : '?0',
    )
    expect(stands.headers['upload-draft-interop-version']).toBe(String(version))
    expect(stands.headers['tus-resumable']).toBeUndefined()
    expect(offset).toBeGreaterThan(MB)
    const said = await patch(partial(version, offset), content.subarray(offset))
    expect([said.status, said.headers['upload-offset']]).toEqual([204, String(size)])
    expect(await arrived()).toBe(true)
  },
)

test.each([0, 1, 4096, 65_537, MB, 2 * MB - 1])(
  'a POST that breaks at byte %i of a file takes nothing with it',
  async (byte) => {
    const size = 2 * MB
    const content = Buffer.from(await grownPdf(size, 'Native-Plan.pdf').arrayBuffer())
    const { half, head, patch, arrived } = await open({}, content)
    const { request } = await half(draft(8), content.subarray(0, byte), size)
    // The bytes leave first; the connection is cut before the length that was announced.
    await new Promise<void>((done) => request.end(done))
    request.destroy()
    // The server may still read who sends the broken body, and begin with it afterwards.
    await until('the rest is taken', async () => {
      const offset = Number((await head()).headers['upload-offset'])
      expect(offset).toBeLessThanOrEqual(byte)
      return (await patch(partial(8, offset), content.subarray(offset))).status === 204
    })
    expect(await arrived()).toBe(true)
  },
)

test('the draft as it is to become the standard, without a version, goes in parts', async () => {
  const { post, patch, say, arrived, path } = await open()
  const ask = (ends: string, more = {}) => ({ 'upload-complete': ends, ...more })
  const created = await post(ask('?0', { 'upload-length': String(pdf.length) }), Buffer.alloc(0))
  expect([created.status, created.headers.location, created.headers['upload-offset']]).toEqual([
    201,
    path,
    '0',
  ])
  expect(created.headers['upload-draft-interop-version']).toBeUndefined()
  const part = { 'upload-offset': '0', 'content-type': 'application/partial-upload' }
  const first = await patch(ask('?0', part), pdf.subarray(0, 1000))
  expect([first.status, first.headers['upload-complete']]).toEqual([204, '?0'])
  const last = await patch(ask('?1', { ...part, 'upload-offset': '1000' }), pdf.subarray(1000))
  expect([last.status, last.headers['upload-complete']]).toEqual([204, '?1'])
  // Its answer may be lost: an empty body that ends the content is answered again.
  const again = await say('PATCH', ask('?1', { ...part, 'upload-offset': String(pdf.length) }))
  expect([again.status, again.headers['upload-complete']]).toEqual([204, '?1'])
  expect(await arrived()).toBe(true)
})

test('a POST without bytes keeps what is there, one with bytes begins anew', async () => {
  const { post, patch, head, arrived } = await open()
  const first = await post(draft(8, false), pdf.subarray(0, 1000))
  expect([first.status, first.headers['upload-offset'], first.headers['upload-complete']]).toEqual([
    201,
    '1000',
    '?0',
  ])
  const empty = await post(draft(8, false), Buffer.alloc(0))
  expect([empty.status, empty.headers['upload-offset']]).toEqual([201, '1000'])
  expect((await post(draft(8, false), pdf.subarray(0, 500))).headers['upload-offset']).toBe('500')
  expect((await head()).headers['upload-offset']).toBe('500')
  expect((await patch(partial(8, 500), pdf.subarray(500))).status).toBe(204)
  expect(await arrived()).toBe(true)
})

test('a POST that is sent again because its answer was lost changes nothing, and one of other bytes is refused', async () => {
  const { post, arrived } = await open()
  expect((await post(draft(8))).status).toBe(204)
  const again = await post(draft(8))
  expect([again.status, again.headers['upload-complete']]).toEqual([204, '?1'])
  const other = Buffer.from(pdf)
  other.writeUInt8(other.readUInt8(2000) ^ 1, 2000)
  const said = await post(draft(8), other)
  expect([said.status, said.error?.code]).toEqual([409, 'CONFLICT'])
  expect(await arrived()).toBe(true)
})

test('a body from a wrong offset is told the right one, also as a problem of the draft', async () => {
  const { post, patch, arrived } = await open()
  await post(draft(8, false), pdf.subarray(0, 1000))
  for (const offset of [0, 999, 1001]) {
    const said = await patch(partial(8, offset), pdf.subarray(offset))
    expect([said.status, said.headers['upload-offset'], said.headers['chairside-error']]).toEqual([
      409,
      '1000',
      'UPLOAD_OFFSET_MISMATCH',
    ])
    expect(said.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(said.json()).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#mismatching-upload-offset',
      'expected-offset': 1000,
      'provided-offset': offset,
      error: { code: 'UPLOAD_OFFSET_MISMATCH', limit: 1000 },
    })
  }
  for (const offset of ['', '-1', '1e3', 'x'])
    expect((await patch({ ...partial(8, 0), 'upload-offset': offset }, pdf)).status).toBe(400)
  expect((await patch(partial(8, 1000), pdf.subarray(1000))).status).toBe(204)
  expect(await arrived()).toBe(true)
})

test('a body that states another length than was offered is refused before its bytes, with the limit', async () => {
  const { post, state, head, world } = await open()
  const wrong: [Record<string, string>, Buffer][] = [
    [draft(8), Buffer.concat([pdf, pdf])],
    [draft(8), pdf.subarray(0, 100)],
    [{ ...draft(8, false), 'upload-length': '100' }, pdf.subarray(0, 100)],
    [{ ...draft(8), 'upload-length': String(pdf.length + 1) }, pdf],
  ]
  for (const [headers, body] of wrong) {
    const said = await post(headers, body)
    expect([said.status, said.headers['chairside-error']]).toEqual([413, 'SIZE_MISMATCH'])
    expect(said.headers['upload-limit']).toBe(`max-size=${pdf.length}`)
    expect(said.json()).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#inconsistent-upload-length',
    })
  }
  expect([await state(), (await head()).headers['upload-offset'], await world.stored()]).toEqual([
    'offered',
    '0',
    [],
  ])
})

test('a body without a length that ends too early keeps its bytes, one that goes on too long refuses the file', async () => {
  const { post, head, state } = await open()
  const short = await post(draft(8), [pdf.subarray(0, 1000)])
  expect([short.status, short.headers['chairside-error'], short.headers['upload-complete']]).toEqual([
    413,
    'SIZE_MISMATCH',
    '?0',
  ])
  expect((await head()).headers['upload-offset']).toBe('1000')
  const long = await post(draft(8), [pdf, pdf])
  expect([long.status, long.headers['chairside-error']]).toEqual([413, 'SIZE_MISMATCH'])
  expect(await state()).toBe('rejected')
})

test('a content that is refused says whether it came whole', async () => {
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(6000)])
  const early = await open({}, program)
  const said = await early.post(draft(8))
  expect([said.status, said.error?.code]).toEqual([415, 'TYPE_NOT_ALLOWED'])
  const broken = Buffer.concat([pdf.subarray(0, 8), Buffer.from('PK\x03\x04'), Buffer.alloc(4000)])
  const late = await open({}, broken)
  const refused = await late.post(draft(8))
  expect(refused.status).toBeGreaterThanOrEqual(400)
  expect(await late.state()).toBe('rejected')
  expect((await late.head()).status).toBe(refused.status)
})

test('of two that go on at once the newer one wins, and nothing is mixed', async () => {
  const size = 3 * MB
  const content = Buffer.from(await grownPdf(size, 'Native-Plan.pdf').arrayBuffer())
  const { world, half, head, patch, arrived } = await open({}, content)
  const older = await half(draft(8), content.subarray(0, MB), size)
  await until('bytes are stored', async () => {
    await world.clock.advance(100)
    return ((await world.stored())[0] ?? 0) >= MB
  })
  const [one, two] = await Promise.all([head(), head()])
  expect(one.headers['upload-offset']).toBe(two.headers['upload-offset'])
  const offset = Number(one.headers['upload-offset'])
  const answers = await Promise.all([
    patch(partial(8, offset), content.subarray(offset)),
    patch(partial(8, offset), content.subarray(offset)),
  ])
  if (!answers.some(({ status }) => status === 204)) {
    // The first of them had brought some bytes: the other one has ended it, is told where they end, and goes on there.
    const told = answers.find(({ headers }) => headers['chairside-error'] === 'UPLOAD_OFFSET_MISMATCH')
    const end = Number(told?.headers['upload-offset'])
    expect((await patch(partial(8, end), content.subarray(end))).status).toBe(204)
  }
  expect((await older.head).statusCode).toBe(409)
  expect(await arrived()).toBe(true)
})

test('DELETE withdraws the file, and what is withdrawn is told before any interim answer', async () => {
  const { post, say, head, state, raw } = await open()
  await post(draft(8, false), pdf.subarray(0, 1000))
  expect((await say('DELETE', asking(8).headers)).status).toBe(204)
  expect([await state(), (await head()).status]).toEqual(['withdrawn', 410])
  const line = raw(draft(8))
  await until('the answer', () => line.said.includes('"WITHDRAWN"'))
  expect(heads(line.said)).toEqual(['410'])
})

test('no interim answer goes where it may not be understood', async () => {
  const cases: [string, Record<string, string>, Record<string, string>?][] = [
    ['1.0', draft(8)],
    ['1.1', { 'upload-complete': '?1' }],
    ['1.1', { ...draft(8), 'upload-draft-interop-version': '9' }],
    ['1.1', { ...draft(8), Connection: 'close' }],
    ['1.1', { ...draft(8), Via: '1.1 proxy' }],
    ['1.1', { ...draft(8), 'X-Forwarded-For': '192.0.2.1' }],
    ['1.1', draft(8), { TRUST_PROXY: 'true' }],
  ]
  for (const [http, headers, env = {}] of cases) {
    const { raw, arrived } = await open({ env })
    const line = raw(headers, http)
    line.write(pdf)
    await until('the answer', () => heads(line.said).includes('204'), 2000)
    expect([headers, heads(line.said)]).toEqual([headers, ['204']])
    expect(await arrived()).toBe(true)
  }
})

test('where the operator says that proxies pass it, the interim answer goes, with the address that clients use', async () => {
  const port = String(await freePort())
  const PUBLIC_URL = `http://localhost:${port}`
  const env = { TRUST_PROXY: 'true', PROXY_PASSES_104: 'true', PORT: port, PUBLIC_URL }
  const { raw, path } = await open({ env })
  const line = raw({ ...draft(8), 'X-Forwarded-For': '192.0.2.1', Expect: '100-continue' })
  await until('the body is asked for', () => heads(line.said).includes('100'))
  expect(heads(line.said)).toEqual(['104', '100'])
  expect(line.said).toContain(`location: ${PUBLIC_URL}${path}\r\n`)
  line.write(pdf)
  await until('the answer', () => heads(line.said).includes('204'), 2000)
})

test('a version that is not known here sends whole files, and cannot go on with them', async () => {
  const { say, post, arrived } = await open()
  const unknown = { 'upload-draft-interop-version': '99' }
  const part = { 'upload-offset': '0', 'content-type': 'application/partial-upload', 'upload-complete': '?1' }
  for (const method of ['HEAD', 'DELETE']) expect((await say(method, unknown)).status).toBe(412)
  expect((await say('PATCH', { ...unknown, ...part }, pdf)).error?.code).toBe('UPLOAD_VERSION_UNSUPPORTED')
  expect((await post({ ...unknown, 'upload-complete': '?1' })).status).toBe(204)
  expect(await arrived()).toBe(true)
})

test('from version 6 on a body that goes on says so by its media type', async () => {
  for (const version of [6, 7, 8] as const) {
    const { patch } = await open()
    const said = await patch({ ...partial(version, 0), 'content-type': 'application/pdf' }, pdf)
    expect([said.status, said.error?.code, said.headers['accept-patch']]).toEqual([
      415,
      'MEDIA_TYPE_NOT_SUPPORTED',
      'application/partial-upload',
    ])
  }
})

test('the SHA-256 of the whole content is compared where it is stated', async () => {
  const { post, head, arrived } = await open()
  const digest = (bytes: Buffer) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`
  const mixed = await post({ ...draft(8), 'repr-digest': digest(Buffer.from('other')) })
  expect([mixed.status, mixed.error?.code]).toEqual([409, 'UPLOAD_MIXED'])
  expect((await head()).headers['upload-offset']).toBe('0')
  expect((await post({ ...draft(8), 'repr-digest': `md5=:AA==:, ${digest(pdf)}` })).status).toBe(204)
  expect(await arrived()).toBe(true)
})

test('forms and JSON with the headers that URLSession adds to every upload task are forms and JSON', async () => {
  const { doctor, file, transfer, id, world } = await open()
  const added = draft(8)
  const form = `--x\r\ncontent-disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n`
  const body = Buffer.concat([Buffer.from(form), pdf, Buffer.from('\r\n--x--\r\n')])
  const headers = { ...added, 'content-type': 'multipart/form-data; boundary=x' }
  const said = await doctor.ask('POST', pathOf(routes.sendForm, { id: transfer }), { headers, body })
  expect([said.status, said.json<{ files: unknown }>().files]).toEqual([200, [{ id: file, state: 'ready' }]])
  const backend = { ...added, authorization: `Bearer ${world.apiKey}` }
  const path = world.url + pathOf(routes.registerAppointment, { id })
  expect((await ask(path, 'PUT', { headers: backend, json: { title: 'Fourth' } })).status).toBe(200)
})

test('tus stays tus, whatever headers of the draft come with it', async () => {
  const { doctor, file, path } = await open()
  const sent = await doctor.patch(file, pdf, 0, draft(8))
  expect([sent.status, sent.headers['tus-resumable'], sent.headers['upload-complete']]).toEqual([
    204,
    '1.0.0',
    undefined,
  ])
  const created = await doctor.ask('POST', path, { headers: { ...tus(0), ...draft(8) } })
  expect([created.status, created.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
  const override = { ...tus(pdf.length), ...draft(8), 'x-http-method-override': 'PATCH' }
  expect((await doctor.ask('POST', path, { headers: override })).headers['tus-resumable']).toBe('1.0.0')
  const plain = await doctor.ask('POST', path, { body: pdf })
  expect([plain.status, plain.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
})

test('who asks by OPTIONS learns both dialects, and a page may read their headers', async () => {
  const { world, path, head } = await open()
  const said = await ask(world.url + path, 'OPTIONS', asking(8))
  expect(said.headers).toMatchObject({
    'tus-version': '1.0.0',
    'accept-patch': 'application/partial-upload',
    'upload-limit': `max-size=${100 * MB}`,
  })
  expect((await head()).headers['upload-limit']).toMatch(/^max-size=\d+/)
  const page = { origin: 'http://localhost:5173', ...asking(8).headers }
  const seen = await ask(world.url + path, 'OPTIONS', { headers: page })
  for (const name of ['upload-complete', 'upload-limit', 'upload-draft-interop-version', 'location'])
    expect(seen.headers['access-control-expose-headers']?.split(', ')).toContain(name)
})

test("the app's backend sends a document of a library by the draft", async () => {
  const { world, id } = await open()
  const token = world.apiKey
  const offer = { id: crypto.randomUUID(), name: 'Native-Plan.pdf', size: pdf.length, policy: 'document' }
  const json = { ...offer, attach: { appointment: id } }
  expect((await ask(world.url + pathOf(routes.createDocument), 'POST', { token, json })).status).toBe(200)
  const path = pathOf(routes.createDocumentUpload, { id: offer.id })
  const first = await ask(world.url + path, 'POST', {
    token,
    headers: draft(8, false),
    body: pdf.subarray(0, 900),
  })
  expect([first.status, first.headers.location]).toEqual([201, path])
  expect(first.headers['upload-limit']).toMatch(/^max-size=\d+, max-age=\d+$/)
  const older = await ask(world.url + path, 'HEAD', { token, ...asking(6) })
  expect(older.headers['upload-limit']).toMatch(/^max-size=\d+, expires=\d+$/)
  const body = pdf.subarray(900)
  expect((await ask(world.url + path, 'PATCH', { token, headers: partial(8, 900), body })).status).toBe(204)
  const read = await ask(world.url + pathOf(routes.readDocument, { id: offer.id }), 'GET', { token })
  expect(read.json<Document>().state).toBe('ready')
})

const settings = (): string => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/networks.md'), 'utf8')
  return (/```nginx\n([\s\S]*?)```/.exec(docs)?.[1] ?? '').replace(/ssl_certificate\w* .*/g, '')
}

test.each([
  [
    'with the settings of the documentation',
    (url: string) => settings().replace('http://127.0.0.1:8080', url),
  ],
  ['as it comes', (url: string) => serverOf(url, 'client_max_body_size 0;')],
  ['with HTTP/1.1 alone', (url: string) => serverOf(url, 'client_max_body_size 0; proxy_http_version 1.1;')],
] as const)(
  'behind nginx %s a large file arrives whole, and can be gone on with by its address',
  async (_, servers) => {
    const size = 20 * MB
    const content = Buffer.from(await grownPdf(size, 'Native-Plan.pdf').arrayBuffer())
    const { world, doctor, transfer, path, arrived } = await open({}, content)
    const nginx = await openNginx(servers(world.url))
    const { request, head } = begin(nginx + path, 'POST', {
      token: doctor.token,
      headers: { ...draft(8), 'content-length': String(size) },
    })
    let interim = 0
    request.on('information', () => {
      interim += 1
    })
    request.end(content)
    expect([(await head).statusCode, interim]).toEqual([204, 0])
    expect([fileIn(await doctor.see(transfer)).state, await arrived()]).toEqual(['ready', true])
    const stands = await ask(nginx + path, 'HEAD', { token: doctor.token, ...asking(8) })
    expect([stands.status, stands.headers['upload-offset']]).toEqual([204, String(size)])
  },
)
