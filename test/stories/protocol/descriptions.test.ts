import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { type ErrorCode, events, pathOf, type Route, type RouteName, routes } from '@chairside/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { Errors } from 'typebox/value'
import { expect, test } from 'vitest'
import { describeSocket } from '../../../server/src/http/reference/asyncapi.ts'
import { codesOf } from '../../../server/src/http/reference/codes.ts'
import { descriptions } from '../../../server/src/http/reference/descriptions.ts'
import { exampleOf, examples } from '../../../server/src/http/reference/examples.ts'
import type { HttpDescription } from '../../../server/src/http/reference/openapi.ts'
import { call, calls, keyOf, meet, names, routeOf } from '../../world/calls.ts'
import { ask } from '../../world/http.ts'
import { eva } from '../../world/people.ts'
import { output } from '../../world/prepare.ts'
import { undeclaredIn } from '../../world/refused.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const load = createRequire(import.meta.url)

async function described(path: string): Promise<unknown> {
  const { url } = await openWorld()
  const said = await ask(url + path, 'GET')
  expect([said.status, said.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  return said.json()
}

const isJson = ({ answers, answersAs }: Route): boolean => answers !== undefined && answersAs !== 'image/webp'

test('an independent program finds no fault with the description of HTTP', async () => {
  const document = (await described('/openapi.json')) as Record<string, unknown>
  const { valid, errors } = await new Validator().validate(document)
  expect([valid, errors ?? []]).toEqual([true, []])
})

test('what schemas and fields mean is said of those that there are, and of all that a backend registers', async () => {
  const { components } = (await described('/openapi.json')) as {
    components: { schemas: Record<string, { description?: string; properties?: Record<string, object> }> }
  }
  const there = Object.entries(components.schemas).flatMap(([name, { properties = {} }]) => [
    name,
    ...Object.keys(properties).map((field) => `${name}.${field}`),
  ])
  expect(Object.keys(descriptions).filter((name) => !there.includes(name))).toEqual([])
  const fields = Object.entries(components.schemas.Registration?.properties ?? {})
  expect(fields.filter(([, field]) => !('description' in field))).toEqual([])
  expect(components.schemas.Ticket?.description).toBe(descriptions.Ticket)
})

test('the description of the socket fits the schema that AsyncAPI publishes', async () => {
  const document = await described('/asyncapi.json')
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const valid = ajv.validate(load('@asyncapi/specs/schemas/3.0.0-without-$id.json'), document)
  expect([valid, ajv.errors]).toEqual([true, null])
})

test('every reference of both descriptions leads somewhere, and every name stands for one thing', async () => {
  for (const path of ['/openapi.json', '/asyncapi.json']) {
    const document = await described(path)
    const text = JSON.stringify(document)
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document)
      expect(found, pointer).toBeDefined()
    }
  }
})

test('every body and every answer of JSON has a whole example, and each one fits its schema', () => {
  for (const [schema, value] of examples) expect(Errors(schema, value)).toEqual([])
  const without = names.filter((name) => {
    const route = routeOf(name)
    if (['describeServer', 'describeSocket'].includes(name)) return false
    const wanted = [route.takes, isJson(route) ? route.answers : undefined].filter((one) => one !== undefined)
    return wanted.some((schema) => exampleOf(schema) === undefined)
  })
  expect(without).toEqual([])
})

/** What an app's backend and a page say one after the other, with nothing but the examples as bodies. */
const story: readonly (readonly [RouteName, Record<string, string>?])[] = [
  ['registerAppointment', { id: '42' }],
  ['issueToken', { id: '42' }],
  ['changePatient', { id: '42', patient: 'c-201' }],
  ['offerTransfer', { id: '42' }],
  ['transfer:add'],
  ['snapshot'],
  ['earlier'],
  ['awaitLive'],
  ['request:ask'],
  ['request:note'],
  ['request:withdraw'],
  ['transfer:withdraw'],
  ['createDocument'],
  ['attachDocument', { appointment: '42' }],
  ['changeAttachment', { appointment: '42' }],
  ['changeSession', { id: '42' }],
  ['attachToMany'],
  ['searchLibrary', { id: 'dr-7' }],
  ['changeDocument'],
  ['putTemplate', { id: 'first-visit' }],
  ['putWebhook', { id: 'records' }],
  ['rotateWebhook', { id: 'records' }],
  ['replayWebhook', { id: 'records' }],
]

test('the examples are taken by a running server, one after the other', async () => {
  const world = await openWorld()
  const { id: document } = exampleOf(routes.createDocument.takes) as { id: string }
  let token = ''
  for (const [name, params = {}] of story) {
    const route = routeOf(name)
    if (token === '' && route.caller === 'participant') token = await world.token('42', 'dr-7')
    const key = route.caller === 'participant' ? token : world.apiKey
    const path = pathOf(route, { id: document, ...params } as never)
    const said = await ask(world.url + path, route.method, {
      json: exampleOf(route.takes as never),
      token: key,
    })
    expect([name, said.status, said.error?.message]).toEqual([name, 200, undefined])
  }
})

test('a call is described without security exactly where nobody has to say who they are', async () => {
  const { url } = await openWorld()
  const { paths } = (await ask(`${url}/openapi.json`, 'GET')).json<HttpDescription>()
  for (const name of names) {
    const { path, method, params } = routeOf(name)
    const { security = [] } = paths[path]?.[method.toLowerCase()] ?? {}
    const strange = Object.fromEntries(Object.keys(params.properties).map((key) => [key, randomUUID()]))
    const naked = await ask(url + pathOf(routeOf(name), strange as never), method)
    const wanted = ['UNAUTHENTICATED', 'ACCESS_ENDED'].includes(String(naked.headers['chairside-error']))
    expect([name, security.length > 0]).toEqual([name, wanted])
  }
})

test('a call that is described for either key or token takes both', async () => {
  const meeting = await meet()
  const both = names.filter((name) => routeOf(name).caller === 'either').slice(0, 6)
  for (const name of both) {
    const right = await calls[name](meeting)
    for (const token of [keyOf(name, meeting), meeting.world.apiKey]) {
      const said = await call(meeting, routeOf(name), right, token)
      expect([name, said.error?.code]).not.toEqual([name, 'UNAUTHENTICATED'])
    }
  }
})

test('no refusal is logged by the servers of these tests that the description of its call does not name', async () => {
  const meeting = await meet()
  const missing = { params: { id: '00000000-0000-4000-8000-000000000000' } }
  expect((await call(meeting, routes.readTransfer, missing, meeting.doctor.token)).error?.code).toBe(
    'NOT_FOUND',
  )
  await until('the refusal is logged', () => undeclaredIn(output).declared > 0)
  expect(undeclaredIn(output).undeclared).toEqual([])
})

test('the codes of a call come from its caller, its body and its own rules', () => {
  const has = (name: RouteName, ...codes: ErrorCode[]) =>
    expect(codes.filter((code) => !codesOf(name).includes(code))).toEqual([])
  has('registerAppointment', 'UNAUTHENTICATED', 'BAD_REQUEST', 'APPOINTMENT_ENDED', 'ORIGIN_NOT_ALLOWED')
  has('offerTransfer', 'TOKEN_EXPIRED', 'PLAN_REQUIRED', 'ONE_TO_ONE_ONLY', 'RECIPIENT_GONE', 'NOT_ASKED')
  has('sendBytes', 'UPLOAD_OFFSET_MISMATCH', 'INFECTED', 'TYPE_NOT_ALLOWED', 'STORAGE_FULL')
  has('openLink', 'LINK_GONE', 'CODE_WRONG', 'CODE_WAIT', 'DOCUMENT_EXPIRED')
  expect(codesOf('isLive')).toEqual(['INTERNAL'])
  expect(codesOf('registerAppointment')).not.toContain('TOKEN_EXPIRED')
})

test('every event that a socket brings, and every answer to a command, is as it is described', async () => {
  const meeting = await meet()
  const { channels, components } = describeSocket()
  const ajv = new Ajv({ strict: false })
  ajv.addSchema({ $id: 'document', components: JSON.parse(JSON.stringify(components)) as unknown })
  const { messages } = channels.socket
  const fits = (key: string, value: unknown): void => {
    const text = JSON.stringify(messages[key]?.payload).replaceAll('"#/', '"document#/')
    const valid = ajv.validate(JSON.parse(text), value)
    expect([key, valid, ajv.errors]).toEqual([key, true, null])
  }
  const { world, id, doctor, patient } = meeting
  const page = await connect(world.url, { token: doctor.token, place: 'call' })
  const other = await connect(world.url, { token: patient.token, place: 'call' })
  const desk = await connect(world.url, { token: await world.deskToken(eva.id) })
  for (const name of names.filter((one) => routeOf(one).path.startsWith('/v1/commands/'))) {
    const { asked } = await calls[name](meeting)
    const asker = keyOf(name, meeting) === doctor.token ? page : other
    const right = await asker.command(name, asked?.json)
    const wrong = await asker.command(name, { id: 'wrong' })
    expect([name, right.ok, wrong.ok]).toEqual([name, true, false])
    for (const reply of [right, wrong]) fits(`${name.replaceAll(':', '.')}.reply`, reply)
    await world.clock.advance(1_000)
  }
  fits('appointment.enter.reply', await page.command('appointment:enter', { appointment: id, place: 'call' }))
  await call(meeting, routes.attachDocument, await calls.attachDocument(meeting), doctor.token)
  fits('refused', await refusalOf(connect(world.url, { token: 'nonsense' })))
  // Another practitioner takes over: the desk loses the appointment.
  const change = { practitioner: { id: 'petr', name: 'Dr. Petr Listed' } }
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), change)
  const heard = () => [page, other, desk].flatMap((one) => one.heard)
  const come = (names: readonly string[]) =>
    until(`of ${names} each has come`, () =>
      names.every((name) => heard().some((event) => event.name === name)),
    )
  await come(Object.keys(events).filter((name) => name !== 'goodbye'))
  // The tokens are over.
  await world.clock.advance(25 * 3_600_000)
  await come(['goodbye'])
  for (const { name, payload } of heard()) fits(`event.${name}`, payload)
}, 120_000)
