import { connect as connectTo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pathOf, protocolVersion, routes, socketPath, spoken } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Asked, ask, type Said } from '../../world/http.ts'
import { bring, fileIn, offerOf, type Party, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { openWorld, type World } from '../../world/world.ts'

async function meet(): Promise<{ world: World; id: string; doctor: Party; patient: Party }> {
  const world = await openWorld()
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

const codeOf = ({ status, error }: Said): unknown[] => [status, error?.code]

/** The requests that only the embedding backend may send. */
const backendCommands = (id: string): [string, string, unknown?][] => [
  ['PUT', pathOf(routes.registerAppointment, { id }), { plan: 'basic' }],
  ['GET', pathOf(routes.readAppointment, { id })],
  ['DELETE', pathOf(routes.endAppointment, { id })],
  ['PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid: true }],
  ['POST', pathOf(routes.issueToken, { id }), { participant: anna.id }],
  ['POST', pathOf(routes.issueDeskToken, { id: eva.id }), {}],
  ['GET', pathOf(routes.readAudit, { id })],
  ['GET', pathOf(routes.readHealth)],
]

test('without the right API key every command of the backend is refused and changes nothing', async () => {
  const { world, id, doctor } = await meet()
  const before = await (await world.backend('GET', pathOf(routes.readAppointment, { id }))).json()
  const wrong: (string | undefined)[] = [
    undefined,
    'Bearer ',
    `Bearer ${world.apiKey}x`,
    `Bearer ${world.apiKey.slice(1)}`,
    `Basic ${world.apiKey}`,
    world.apiKey,
    `Bearer ${doctor.token}`,
  ]
  for (const authorization of wrong) {
    for (const [method, path, json] of backendCommands(id)) {
      const headers = authorization === undefined ? {} : { authorization }
      const said = await ask(world.url + path, method, { headers, json })
      expect(codeOf(said)).toEqual([401, 'UNAUTHENTICATED'])
      expect(said.error?.message).toMatch(/Authorization: Bearer/)
    }
  }
  expect(await (await world.backend('GET', pathOf(routes.readAppointment, { id }))).json()).toEqual(before)
  expect((await world.record(id)).map((line) => line.kind)).toEqual(['appointment-registered'])
})

test('without a token, or with the API key for one, every command of a participant is refused', async () => {
  const { world, id, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Unsigned-Letter.pdf', size: 100 }])
  const file = fileIn(transfer).id
  const other = offerOf([{ name: 'Other-Letter.pdf', size: 9 }])
  const commands: [string, string, Asked][] = [
    ['POST', pathOf(routes.offerTransfer, { id }), { json: other }],
    ['GET', pathOf(routes.readTransfer, { id: transfer.id }), {}],
    [
      'POST',
      pathOf(routes.sendForm, { id: transfer.id }),
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
    ],
    ['GET', pathOf(routes.readFileThumbnail, { id: file }), {}],
    ['HEAD', pathOf(routes.findUpload, { id: file }), { headers: tus() }],
    ['PATCH', pathOf(routes.sendBytes, { id: file }), { headers: tus(0), body: 'x' }],
    ['DELETE', pathOf(routes.endUpload, { id: file }), { headers: tus() }],
    ['POST', pathOf(routes.createUpload, { id: file }), { headers: { 'upload-complete': '?1' }, body: 'x' }],
  ]
  for (const [method, path, asked] of commands) {
    const naked = await ask(world.url + path, method, asked)
    const withKey = await ask(world.url + path, method, { ...asked, token: world.apiKey })
    expect([naked.status, withKey.status]).toEqual([401, 401])
    if (method === 'HEAD') continue
    expect([naked.error?.code, withKey.error?.code]).toEqual(['UNAUTHENTICATED', 'TOKEN_INVALID'])
  }
  expect((await refusalOf(connect(world.url, {})))?.code).toBe('UNAUTHENTICATED')
  expect((await refusalOf(connect(world.url, { token: world.apiKey })))?.code).toBe('TOKEN_INVALID')
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('offered')
})

test('a client of another version of the protocol is refused by name and told which one is spoken', async () => {
  const { world, doctor } = await meet()
  for (const [version, client, update] of [
    [protocolVersion + 1, { version: protocolVersion + 1, oldest: protocolVersion + 1 }, 'server'],
    [0, { version: 0, oldest: 0 }, 'app'],
    [`${protocolVersion}`, undefined, 'app'],
    [undefined, undefined, 'app'],
    [null, undefined, 'app'],
  ] as const) {
    const said = { token: doctor.token, version, oldest: undefined }
    const refusal = await refusalOf(connect(world.url, said))
    expect(refusal).toMatchObject({ code: 'UNSUPPORTED_VERSION', update, server: spoken })
    expect(refusal?.client).toEqual(client)
    expect(refusal?.message).toContain(String(protocolVersion))
  }
  const first = await refusalOf(connect(world.url, { token: 'nonsense', version: 99, oldest: 99 }))
  expect(first?.code).toBe('UNSUPPORTED_VERSION')
})

test('the description lists every address with its methods, its inputs and its answers', async () => {
  const { world } = await meet()
  const said = await ask(world.url + pathOf(routes.describeServer), 'GET')
  expect(said.status).toBe(200)
  const { openapi, paths } = said.json<{
    openapi: string
    paths: Record<
      string,
      Record<
        string,
        { summary?: string; requestBody?: unknown; responses?: Record<string, { content?: unknown }> }
      >
    >
  }>()
  expect(openapi).toBe('3.1.0')
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(listed.sort()).toEqual(
    [
      'DELETE /v1/accesses/{id}',
      'DELETE /v1/documents/{id}/links/{patient}',
      'DELETE /v1/documents/{id}/patients/{patient}',
      'GET /v1/accesses/{id}',
      'GET /v1/documents/{id}/look',
      'POST /v1/accesses/{id}/stay',
      'POST /v1/accesses/{id}/ticket',
      'POST /v1/accesses/{id}/viewed',
      'POST /v1/documents/{id}/ask',
      'POST /v1/documents/{id}/links/{patient}',
      'POST /v1/documents/{id}/open',
      'POST /v1/links/ask',
      'POST /v1/links/look',
      'POST /v1/links/open',
      'POST /v1/links/{id}/code',
      'POST /v1/links/{id}/restore',
      'POST /v1/links/{id}/unlock',
      'DELETE /v1/documents/{id}',
      'DELETE /v1/documents/{id}/attachments/{appointment}',
      'DELETE /v1/documents/{id}/upload',
      'GET /v1/appointments/{id}/as/{patient}',
      'GET /v1/appointments/{id}/documents',
      'GET /v1/archives/{ticket}',
      'GET /v1/documents/{id}',
      'GET /v1/documents/{id}/audit',
      'GET /v1/documents/{id}/reach',
      'GET /v1/documents/{id}/thumbnail',
      'GET /v1/documents/{id}/views',
      'GET /v1/files/{id}/thumbnail',
      'GET /v1/patients/{id}/documents',
      'GET /v1/patients/{id}/views',
      'GET /v1/practitioners/{id}/documents',
      'GET /v1/practitioners/{id}/patients/{patient}/documents',
      'GET /v1/templates/{id}',
      'HEAD /v1/documents/{id}/upload',
      'OPTIONS /v1/documents/{id}/upload',
      'PATCH /v1/appointments/{id}/documents',
      'PATCH /v1/documents/{id}',
      'PATCH /v1/documents/{id}/attachments/{appointment}',
      'PATCH /v1/documents/{id}/upload',
      'POST /v1/appointments/{id}/zip',
      'POST /v1/documents',
      'POST /v1/documents/{id}/attachments',
      'POST /v1/documents/{id}/decision',
      'POST /v1/documents/{id}/file',
      'POST /v1/documents/{id}/ticket',
      'POST /v1/documents/{id}/upload',
      'POST /v1/documents/{id}/viewed',
      'POST /v1/files/{id}/keep',
      'POST /v1/patients/{id}/practitioners/{practitioner}/zip',
      'POST /v1/patients/{id}/tokens',
      'POST /v1/practitioners/{id}/documents',
      'PUT /v1/documents/{id}/attachments/{appointment}',
      'PUT /v1/documents/{id}/patients/{patient}',
      'PUT /v1/templates/{id}',
      'DELETE /v1/appointments/{id}',
      'DELETE /v1/files/{id}/upload',
      'DELETE /v1/people/{sub}',
      'DELETE /v1/webhooks/{id}',
      'GET /v1/webhooks',
      'GET /v1/webhooks/{id}/deliveries',
      'POST /v1/webhooks/{id}/pause',
      'POST /v1/webhooks/{id}/replay',
      'POST /v1/webhooks/{id}/resume',
      'POST /v1/webhooks/{id}/rotate',
      'POST /v1/webhooks/{id}/test',
      'PUT /v1/webhooks/{id}',
      'GET /health/live',
      'GET /health/ready',
      'GET /asyncapi.json',
      'GET /openapi.json',
      'GET /v1/appointments/{id}',
      'GET /v1/appointments/{id}/audit',
      'GET /v1/appointments/{id}/snapshot',
      'GET /v1/audit',
      'GET /v1/content/{ticket}',
      'GET /v1/health',
      'GET /v1/transfers/{id}',
      'HEAD /v1/content/{ticket}',
      'HEAD /v1/files/{id}/upload',
      'OPTIONS /v1/files/{id}/upload',
      'PATCH /v1/appointments/{id}/patients/{patient}',
      'PATCH /v1/files/{id}/upload',
      'POST /v1/appointments/{id}/tokens',
      'POST /v1/appointments/{id}/transfers',
      'POST /v1/commands/earlier',
      'POST /v1/commands/file:decide',
      'POST /v1/commands/file:dismiss',
      'POST /v1/commands/file:missing',
      'POST /v1/commands/file:pause',
      'POST /v1/commands/file:prompted',
      'POST /v1/commands/file:resume',
      'POST /v1/commands/file:withdraw',
      'POST /v1/commands/request:ask',
      'POST /v1/commands/request:decline',
      'POST /v1/commands/request:note',
      'POST /v1/commands/request:withdraw',
      'POST /v1/commands/snapshot',
      'POST /v1/commands/transfer:add',
      'POST /v1/commands/transfer:offer',
      'POST /v1/commands/transfer:withdraw',
      'POST /v1/files/{id}/ticket',
      'POST /v1/files/{id}/upload',
      'POST /v1/live',
      'POST /v1/practitioners/{id}/tokens',
      'POST /v1/transfers/{id}/files',
      'PUT /v1/appointments/{id}',
    ].sort(),
  )
  for (const methods of Object.values(paths)) {
    for (const { summary } of Object.values(methods)) expect(summary).toMatch(/\w/)
  }
  const offer = paths['/v1/appointments/{id}/transfers']?.post
  expect(JSON.stringify(paths['/v1/commands/transfer:add']?.post?.requestBody)).toContain('schemas/AddFiles')
  expect(JSON.stringify(offer?.requestBody)).toContain('schemas/TransferOffer')
  expect(JSON.stringify(offer?.responses?.['200']?.content)).toContain('schemas/Transfer')
})

test('the process says that it lives and that it can work, to everyone', async () => {
  const { world } = await meet()
  for (const path of [pathOf(routes.isLive), pathOf(routes.isReady)]) {
    const said = await ask(world.url + path, 'GET')
    expect([said.status, said.json()]).toMatchObject([200, { status: 'ok' }])
  }
})

test('the record is NDJSON, oldest first, with ids, sizes and digests and without a name', async () => {
  const { world, id, doctor } = await meet()
  const pdf = bytesOf(allowed.pdf)
  const transfer = await doctor.offer([{ name: 'Recorded-Letter.pdf', size: pdf.length }])
  await doctor.patch(fileIn(transfer).id, pdf)
  const response = await world.backend('GET', pathOf(routes.readAudit, { id }))
  expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
  const text = await response.text()
  expect(text.endsWith('\n')).toBe(true)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map((line) => line.kind)).toEqual([
    'appointment-registered',
    'participant-added',
    'participant-added',
    'token-issued',
    'token-issued',
    'file-offered',
    'file-received',
    'file-ready',
  ])
  expect(lines[5]).toMatchObject({
    by: eva.id,
    transfer: transfer.id,
    file: fileIn(transfer).id,
    size: pdf.length,
  })
  expect(lines[7]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  for (const name of ['Recorded-Letter', eva.name, anna.name]) expect(text.includes(name)).toBe(false)
  expect((await world.backend('GET', pathOf(routes.readAudit, { id: 'a-unknown' }))).status).toBe(404)
})

test('a request that is wrong in any way is answered by the one table of errors', async () => {
  const { id, doctor } = await meet()
  const offers = pathOf(routes.offerTransfer, { id })
  const secret = 'Marker-Of-A-Secret'
  keepSecret(secret)
  const cases: [string, string, Asked, number, string][] = [
    ['GET', '/v1/nothing', {}, 404, 'UNKNOWN_COMMAND'],
    ['POST', '/v1/transfers/x', {}, 404, 'UNKNOWN_COMMAND'],
    ['GET', '/v1/transfers/no-uuid', {}, 400, 'BAD_REQUEST'],
    ['GET', `/v1/transfers/${secret}%zz`, {}, 400, 'BAD_REQUEST'],
    ['GET', `/v1/content/${secret.repeat(200)}`, {}, 404, 'NOT_FOUND'],
    ['POST', offers, { body: '{"id":', headers: { 'content-type': 'application/json' } }, 400, 'BAD_REQUEST'],
    ['POST', offers, { body: '', headers: { 'content-type': 'application/json' } }, 400, 'BAD_REQUEST'],
    ['POST', offers, { json: { files: secret } }, 400, 'BAD_REQUEST'],
    ['POST', offers, { json: { ...offerOf([{ name: secret, size: 1.5 }]) } }, 400, 'BAD_REQUEST'],
    ['POST', offers, { json: { ...offerOf([{ name: secret, size: -1 }]) } }, 400, 'BAD_REQUEST'],
    [
      'POST',
      offers,
      { json: { ...offerOf([{ name: secret, size: 1 }]), extra: secret } },
      400,
      'BAD_REQUEST',
    ],
    [
      'POST',
      offers,
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'MEDIA_TYPE_NOT_SUPPORTED',
    ],
    [
      'POST',
      offers,
      { body: '<a/>', headers: { 'content-type': 'application/xml' } },
      415,
      'MEDIA_TYPE_NOT_SUPPORTED',
    ],
    ['POST', offers, { json: { note: 'x'.repeat(300_000) } }, 413, 'BODY_TOO_LARGE'],
  ]
  for (const [method, path, asked, status, code] of cases) {
    const said = await doctor.ask(method, path, asked)
    expect([method, codeOf(said)]).toEqual([method, [status, code]])
    expect(said.headers['content-type']).toMatch(/^application\/json/)
    expect(said.body.toString().includes(secret)).toBe(false)
  }
  const tooLarge = await doctor.ask('POST', offers, { json: { note: 'x'.repeat(300_000) } })
  expect(tooLarge.error).toMatchObject({ limit: 256 * 1024 })
  expect(tooLarge.error?.message).toContain('256 KB')
  const plain = await doctor.ask('POST', offers, { body: 'x', headers: { 'content-type': 'text/plain' } })
  expect(plain.error?.message).toContain('text/plain')
})

/** The answer to bytes that are no HTTP. */
async function notHttp(url: string): Promise<{ headers: Record<string, string> }> {
  const { hostname, port } = new URL(url)
  const socket = connectTo(Number(port), hostname)
  socket.end('HELO files.example\r\n\r\n')
  const [head = ''] = (await text(socket)).split('\r\n\r\n')
  return {
    headers: Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': ')),
    ),
  }
}

test('every answer says that nothing keeps it, guesses its type or tells where it was', async () => {
  const { world, id, doctor } = await meet()
  const answers = [
    await doctor.ask('GET', '/v1/nothing'),
    await ask(`${world.url}${pathOf(routes.isLive)}`, 'GET'),
    await doctor.ask('POST', '/v1/commands/snapshot', { json: { appointment: id } }),
    await ask(`${world.url}/demo/patient.html`, 'GET'),
    await ask(`${world.url}${pathOf(routes.readAudit, { id })}`, 'GET', { token: world.apiKey }),
    await ask(`${world.url}/%ff`, 'GET'),
    await ask(`${world.url}${socketPath}?EIO=4&transport=polling`, 'GET'),
    await notHttp(world.url),
    await ask(`${world.url}/v1/nothing`, 'GET', { headers: { origin: 'https://evil.example' } }),
    await ask(`${world.url}/demo/`, 'GET'),
    await ask(`${world.url}/chairside.js`, 'GET'),
    await ask(`${world.url}/documents.js`, 'GET'),
  ]
  for (const [at, { headers }] of answers.entries()) {
    expect([at, headers['x-content-type-options']]).toEqual([at, 'nosniff'])
    expect([at, headers['referrer-policy']]).toEqual([at, 'no-referrer'])
    expect(headers['strict-transport-security']).toBeUndefined()
    const page =
      at === 3 ? "default-src 'none'; script-src 'self'; connect-src 'self';" : "default-src 'none';"
    expect([at, headers['content-security-policy']]).toEqual([at, expect.stringContaining(page)])
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    if (![3, 10, 11].includes(at)) expect([at, headers['cache-control']]).toEqual([at, 'no-store'])
  }
  const port = await freePort()
  await openWorld({ env: { PUBLIC_URL: 'https://files.clinic.example', PORT: String(port) } })
  const said = await ask(`http://127.0.0.1:${port}${pathOf(routes.isLive)}`, 'GET')
  expect(said.headers['strict-transport-security']).toBe('max-age=31536000')
})

test('a browser keeps the scripts, and asks each time whether they are the newest', async () => {
  const { world } = await meet()
  const scripts = ['/chairside.js', '/documents.js', '/languages/sk.js', '/languages/sk-documents.js']
  for (const path of scripts) {
    const first = await ask(world.url + path, 'GET', { headers: { origin: 'https://any.example' } })
    expect(first.status).toBe(200)
    expect(first.headers['cache-control']).toBe('no-cache')
    expect(first.headers['access-control-allow-origin']).toBe('*')
    const headers = { 'if-none-match': String(first.headers.etag) }
    const again = await ask(world.url + path, 'GET', { headers })
    expect(again.status).toBe(304)
  }
})
