import { randomUUID } from 'node:crypto'
import { type ParamsOf, pathOf, Refusal, type Route, type RouteName, routes } from '@chairside/protocol'
import type { Static, TSchema } from 'typebox'
import { Clean, Errors } from 'typebox/value'
import { expect, test } from 'vitest'
import { type Asked, ask } from '../../world/http.ts'
import { bring, fileIn, offerOf, type Party, partyOf, requested, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { openWorld, type World } from '../../world/world.ts'

interface Meeting {
  readonly world: World
  readonly id: string
  readonly doctor: Party
  readonly patient: Party
}

async function meet(): Promise<Meeting> {
  const world = await openWorld()
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly asked?: Asked
}

const pdf = bytesOf(allowed.pdf)

const offered = async ({ doctor }: Meeting) => doctor.offer([{ name: 'Listed-Letter.pdf', size: pdf.length }])

const file = async (meeting: Meeting): Promise<string> => fileIn(await offered(meeting)).id

async function ready(meeting: Meeting): Promise<string> {
  const id = await file(meeting)
  expect((await meeting.doctor.patch(id, pdf)).status).toBe(204)
  return id
}

async function ticket(meeting: Meeting): Promise<string> {
  const url = await meeting.patient.ticket(await ready(meeting))
  return url.slice(url.lastIndexOf('/') + 1)
}

const version = { headers: { 'tus-resumable': '1.0.0' } }
const form = (id: string): Asked => ({
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  body: Buffer.concat([
    Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${id}"; filename="x.pdf"\r\n\r\n`),
    pdf,
    Buffer.from('\r\n--edge--\r\n'),
  ]),
})

/** A command names what it is about in its body. */
const command = (json: object): Call => ({ params: {}, asked: { json } })

/** Commands that only the patient may send. */
const patients: readonly RouteName[] = ['file:prompted', 'file:dismiss', 'request:decline']

/** How each route is called so that it succeeds. A new route of the list wants a line here. */
const calls: { readonly [Name in RouteName]: (meeting: Meeting) => Call | Promise<Call> } = {
  registerAppointment: ({ id }) => ({ params: { id }, asked: { json: { plan: 'clinic' } } }),
  readAppointment: ({ id }) => ({ params: { id } }),
  endAppointment: ({ id }) => ({ params: { id } }),
  erasePerson: () => ({ params: { sub: anna.id } }),
  changePatient: ({ id }) => ({ params: { id, patient: anna.id }, asked: { json: { paid: true } } }),
  issueToken: ({ id }) => ({ params: { id }, asked: { json: { participant: anna.id } } }),
  issueDeskToken: () => ({ params: { id: eva.id } }),
  readAudit: async (meeting) => {
    await ready(meeting)
    return { params: { id: meeting.id } }
  },
  exportAudit: async (meeting) => {
    await ready(meeting)
    return { params: {} }
  },
  offerTransfer: ({ id }) => ({
    params: { id },
    asked: { json: offerOf([{ name: 'Listed-Letter.pdf', size: 9 }]) },
  }),
  readTransfer: async (meeting) => {
    const transfer = await offered(meeting)
    await meeting.doctor.patch(fileIn(transfer).id, pdf)
    return { params: { id: transfer.id } }
  },
  sendForm: async (meeting) => {
    const transfer = await offered(meeting)
    return { params: { id: transfer.id }, asked: form(fileIn(transfer).id) }
  },
  issueTicket: async (meeting) => ({
    params: { id: await ready(meeting) },
    asked: { json: { use: 'download' } },
  }),
  describeUploads: () => ({ params: { id: randomUUID() } }),
  findUpload: async (meeting) => ({ params: { id: await file(meeting) }, asked: version }),
  sendBytes: async (meeting) => ({
    params: { id: await file(meeting) },
    asked: { headers: tus(0), body: pdf },
  }),
  endUpload: async (meeting) => ({ params: { id: await file(meeting) }, asked: version }),
  readContent: async (meeting) => ({ params: { ticket: await ticket(meeting) } }),
  describeContent: async (meeting) => ({ params: { ticket: await ticket(meeting) } }),
  awaitSnapshot: ({ id }) => ({ params: { id } }),
  snapshot: ({ id }) => command({ appointment: id }),
  earlier: async (meeting) => command({ appointment: meeting.id, before: (await offered(meeting)).id }),
  'transfer:offer': ({ id }) =>
    command({ appointment: id, ...offerOf([{ name: 'Listed-Letter.pdf', size: 9 }]) }),
  'transfer:add': async (meeting) => {
    const more = { id: randomUUID(), name: 'Listed-Addition.pdf', size: 9 }
    return command({ id: (await offered(meeting)).id, files: [more] })
  },
  'transfer:withdraw': async (meeting) => command({ id: (await offered(meeting)).id }),
  'file:pause': async (meeting) => command({ id: await file(meeting) }),
  'file:resume': async (meeting) => command({ id: await file(meeting) }),
  'file:withdraw': async (meeting) => command({ id: await file(meeting) }),
  'file:prompted': async (meeting) => command({ id: await ready(meeting) }),
  'file:dismiss': async (meeting) => command({ id: await ready(meeting) }),
  'request:ask': ({ id }) => command({ appointment: id, id: randomUUID(), to: anna.id, note: 'A photo' }),
  'request:decline': async ({ doctor }) => command({ id: await requested(doctor), reason: 'None here' }),
  'request:withdraw': async ({ doctor }) => command({ id: await requested(doctor) }),
  isLive: () => ({ params: {} }),
  isReady: () => ({ params: {} }),
  describeServer: () => ({ params: {} }),
}

const names = Object.keys(routes) as RouteName[]
const routeOf = (name: RouteName): Route => routes[name]

function keyOf(name: RouteName, { world, doctor, patient }: Meeting): string | undefined {
  switch (routes[name].caller) {
    case 'anyone':
      return undefined
    case 'backend':
      return world.apiKey
    case 'participant':
      return patients.includes(name) ? patient.token : doctor.token
  }
}

/** The same call about something that is not there. */
function elsewhere({ params, asked }: Call): Call {
  const strange = Object.fromEntries(Object.keys(params).map((key) => [key, randomUUID()]))
  if (asked?.json === undefined || Object.keys(params).length > 0)
    return { params: strange, ...(asked && { asked }) }
  const about = 'appointment' in (asked.json as object) ? 'appointment' : 'id'
  return command({ ...(asked.json as object), [about]: randomUUID() })
}

async function call(meeting: Meeting, route: Route, { params, asked }: Call, token?: string) {
  return ask(meeting.world.url + pathOf(route, params as ParamsOf<Route>), route.method, { ...asked, token })
}

/** The value is what its schema says, and holds nothing that its schema does not name. */
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

const guarded = names.filter((name) => routeOf(name).caller !== 'anyone')

test.each(guarded)(
  '%s refuses a caller without a key, and what is not there, in the words of the list',
  async (name) => {
    const [meeting, route] = [await meet(), routeOf(name)]
    const right = await calls[name](meeting)
    const naked = await call(meeting, route, right)
    // A desk token is for whoever practises, an export is of whatever is there; a registration makes what is not.
    const absent = await call(meeting, route, elsewhere(right), keyOf(name, meeting))
    expect([naked.status, absent.status]).toEqual([
      401,
      name === 'registerAppointment' ? 400 : ['issueDeskToken', 'exportAudit'].includes(name) ? 200 : 404,
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

test('another participant than the registered ones is refused by every route of a participant', async () => {
  const meeting = await meet()
  const other = await meeting.world.appointment({ patients: [{ id: 'zora', name: 'Zora Listed' }] })
  const stranger = partyOf(meeting.world, other, await meeting.world.token(other, 'zora'))
  for (const name of guarded) {
    const route = routeOf(name)
    if (route.caller !== 'participant') continue
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
    if (method !== 'HEAD') expect(JSON.stringify(responses['4XX'])).toContain('ONE_TO_ONE_ONLY')
  }
})

test('the parts of a path are written so that they come back as they were', () => {
  expect(pathOf(routes.readAudit, { id: 'a|b:c@~.d' })).toBe('/v1/appointments/a%7Cb%3Ac%40~.d/audit')
  expect(pathOf(routes.changePatient, { id: 'a', patient: 'b/c' })).toBe('/v1/appointments/a/patients/b%2Fc')
  expect(pathOf(routes.isLive)).toBe('/health/live')
})
