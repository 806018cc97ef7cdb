import { randomUUID } from 'node:crypto'
import { pathOf, Refusal, routes } from '@chairside/protocol'
import type { Static, TSchema } from 'typebox'
import { Clean, Errors } from 'typebox/value'
import { expect, test } from 'vitest'
import { type Call, call, calls, command, keyOf, meet, names, routeOf } from '../../world/calls.ts'
import { partyOf } from '../../world/party.ts'

/** The same call about a thing that does not exist. */
function elsewhere({ params, asked }: Call): Call {
  const strange = Object.fromEntries(Object.keys(params).map((key) => [key, randomUUID()]))
  if (asked?.json === undefined || Object.keys(params).length > 0)
    return { params: strange, ...(asked && { asked }) }
  const about = 'appointment' in (asked.json as object) ? 'appointment' : 'id'
  return command({ ...(asked.json as object), [about]: randomUUID() })
}

/** Expects that a value fits its schema and has no field that the schema does not name. */
function expectFit<Schema extends TSchema>(schema: Schema, value: unknown): asserts value is Static<Schema> {
  expect(Errors(schema, value)).toEqual([])
  expect(Clean(schema, structuredClone(value))).toEqual(value)
}

test.each(names)('the answer of %s is what the list says', async (name) => {
  const [meeting, route] = [await meet(), routeOf(name)]
  const said = await call(meeting, route, await calls[name](meeting), keyOf(name, meeting))
  expect([200, 204]).toContain(said.status)
  const { answers, answersAs } = route
  if (answers === undefined) return expect(said.headers['content-type'] ?? '').not.toContain('json')
  expect(said.headers['content-type']).toContain(answersAs ?? 'application/json')
  if (answersAs === undefined) return expectFit(answers, said.json())
  const lines = said.body.toString().trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expectFit(answers, JSON.parse(line))
})

/** The routes whose call is not about something that must exist. */
const unbound: readonly string[] = [
  'issueFilesToken',
  'exportAudit',
  'createDocument',
  'putTemplate',
  'listWebhooks',
  'putWebhook',
  'readHealth',
]

const guarded = names.filter((name) => routeOf(name).caller !== 'anyone')

test.each(guarded)(
  '%s refuses a caller without a key, and what is not there, in the words of the list',
  async (name) => {
    const [meeting, route] = [await meet(), routeOf(name)]
    const right = await calls[name](meeting)
    const { params, asked = {} } = right
    // The proof of an access session is a header.
    const bare = route.caller === 'access' ? { params, asked: { ...asked, headers: {} } } : right
    const naked = await call(meeting, route, bare)
    // Some routes do not answer 404: a token for all appointments needs none, an export is about everything, news are
    // of the token's own appointment, and a registration, a document and a template are created.
    const absent = await call(meeting, route, elsewhere(right), keyOf(name, meeting))
    // A proof is of one access session alone.
    const missing = route.caller === 'access' ? 401 : 404
    expect([naked.status, absent.status]).toEqual([
      401,
      ['registerAppointment', 'awaitLive'].includes(name) ? 400 : unbound.includes(name) ? 200 : missing,
    ])
    for (const said of [naked, absent]) {
      if (route.method === 'HEAD' || said.status === 200) continue
      expectFit(Refusal, said.json())
      expect(said.headers['chairside-error']).toBe(said.error?.code)
    }
  },
)

test('a content without its ticket is refused in the words of the list', async () => {
  const said = await call(await meet(), routes.readContent, { params: { ticket: 'none' } })
  expect(said.status).toBe(401)
  expectFit(Refusal, said.json())
})

test('every route for participants refuses a participant who is not registered', async () => {
  const meeting = await meet()
  const other = await meeting.world.appointment({ patients: [{ id: 'zora', name: 'Zora Listed' }] })
  const stranger = partyOf(meeting.world, other, await meeting.world.token(other, 'zora'))
  for (const name of guarded) {
    const route = routeOf(name)
    if (route.caller !== 'participant' && route.caller !== 'either') continue
    // A person has their own library, their own files and their own news, whatever the appointment.
    if (['awaitLive', 'createDocument', 'readLibrary', 'searchLibrary', 'readPatientFiles'].includes(name))
      continue
    // The server counts what a person asks in each second of its own clock.
    await meeting.world.clock.advance(1_000)
    const said = await call(meeting, route, await calls[name](meeting), stranger.token)
    expect([name, said.status]).toEqual([name, 404])
  }
})

test('the description of the server names exactly the routes of the list, with summary and refusals', async () => {
  const meeting = await meet()
  const said = await call(meeting, routes.describeServer, { params: {} })
  const { paths } = said.json<{
    paths: Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>
  }>()
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => `${method.toUpperCase()} ${path}: ${summary}`),
  )
  const listed = names.map(routeOf).map(({ method, path, summary }) => `${method} ${path}: ${summary}`)
  expect(described.sort()).toEqual(listed.sort())
  for (const { path, method } of names.map(routeOf)) {
    const responses = paths[path]?.[method.toLowerCase()]?.responses ?? {}
    if (method !== 'HEAD') expect(JSON.stringify(responses['500'])).toContain('responses/refused-500')
  }
})

test('the parameters of a path are encoded so that the server reads them unchanged', () => {
  expect(pathOf(routes.readAudit, { id: 'a|b:c@~.d' })).toBe('/v1/appointments/a%7Cb%3Ac%40~.d/audit')
  expect(pathOf(routes.changePatient, { id: 'a', patient: 'b/c' })).toBe('/v1/appointments/a/patients/b%2Fc')
  expect(pathOf(routes.isLive)).toBe('/health/live')
})
