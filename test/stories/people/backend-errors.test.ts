import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathOf, type RegisteredAppointment, routes, toInstant, type WireError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { openHeardLog } from '../../world/heard-log.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { openRaw } from '../../world/raw.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/* What an app's backend is told of its mistakes. */

async function refusal(world: World, method: string, path: string, body?: unknown) {
  const said = await world.backend(method, path, body)
  const { error } = (await said.json()) as { error: WireError }
  return { status: said.status, ...error }
}

test('a token for somebody who is not registered says who is unknown, the appointment or the person', async () => {
  const { world, id } = await meet()
  const token = (appointment: string) => pathOf(routes.issueToken, { id: appointment })
  expect(await refusal(world, 'POST', token(id), { participant: 'anna-3' })).toEqual({
    status: 404,
    code: 'NOT_FOUND',
    found: 'unknown-participant',
    named: 'anna-3',
    message: 'This appointment has no participant anna-3. Check the id, or register it first.',
  })
  expect(await refusal(world, 'POST', token('a-43'), { participant: anna.id })).toMatchObject({
    found: 'unknown-appointment',
    message: 'There is no appointment a-43. Check the id, or register it first.',
  })
  const paid = (appointment: string, patient: string) =>
    pathOf(routes.changePatient, { id: appointment, patient })
  const change = { paid: true }
  expect(await refusal(world, 'PATCH', paid(id, eva.id), change)).toMatchObject({ named: eva.id })
  expect(await refusal(world, 'PATCH', paid('a-43', anna.id), change)).toMatchObject({ named: 'a-43' })
  for (const route of [routes.readAppointment, routes.endAppointment, routes.readAudit, routes.readSession])
    expect(await refusal(world, route.method, pathOf(route, { id: 'a-43' }))).toMatchObject({
      status: 404,
      found: 'unknown-appointment',
      named: 'a-43',
    })
})

test('a person with a token is never told who or what is not there', async () => {
  const { world, doctor } = await meet()
  for (const route of [routes.awaitSnapshot, routes.readSession]) {
    const said = await doctor.ask('GET', pathOf(route, { id: 'a-43' }))
    expect([said.status, said.error]).toEqual([
      404,
      { code: 'NOT_FOUND', message: 'This is not here, or not available to you.' },
    ])
  }
  const tokens = await ask(world.url + pathOf(routes.issueToken, { id: 'a-43' }), 'POST', {
    token: doctor.token,
    json: { participant: 'anna-3' },
  })
  expect([tokens.status, tokens.error?.found]).toEqual([401, undefined])
})

test('a desk is opened for a practitioner who is known here, or is said to be new', async () => {
  const { world, ...meeting } = await meet()
  const desk = (id: string, query = '') => pathOf(routes.issueDeskToken, { id }) + query
  expect(await refusal(world, 'POST', desk('dr-8'))).toEqual({
    status: 404,
    code: 'NOT_FOUND',
    found: 'unknown-practitioner',
    named: 'dr-8',
    message: 'No appointment and no document has the practitioner dr-8. Check the id, or register it first.',
  })
  // A patient is no practitioner.
  expect(await refusal(world, 'POST', desk(anna.id))).toMatchObject({ status: 404, named: anna.id })
  const opened = async (path: string): Promise<number> => (await world.backend('POST', path)).status
  expect(await opened(desk(eva.id))).toBe(200)
  expect(await opened(desk('dr-8', '?new'))).toBe(200)
  expect(await refusal(world, 'POST', desk('dr-8', '?knew'))).toMatchObject({ status: 404 })
  await readyDocument({
    world,
    ...meeting,
    doctor: { ...meeting.doctor, token: await world.deskToken('dr-8') },
  })
  expect(await opened(desk('dr-8'))).toBe(200)
  await world.backend('DELETE', pathOf(routes.erasePerson, { sub: eva.id }))
  expect(await opened(desk(eva.id))).toBe(404)
})

test('an appointment in the past is taken with a warning', async () => {
  const { world, id } = await meet()
  const path = pathOf(routes.registerAppointment, { id })
  const put = async (body: object): Promise<RegisteredAppointment> =>
    (await (await world.backend('PUT', path, body)).json()) as RegisteredAppointment
  const hour = 3_600_000
  const at = (hours: number): string => toInstant(world.clock.now() + hours * hour)
  expect((await put({ startsAt: at(1), endsAt: at(2) })).warnings).toBeUndefined()
  const past = await put({ startsAt: at(-2), endsAt: at(-1) })
  expect(past).toMatchObject({ state: 'open', endsAt: at(-1), warnings: [{ code: 'ENDS_IN_PAST' }] })
  expect(past.warnings?.[0]?.message).toContain(`it ends at ${at(-1)}, and here it is ${at(0)}`)
  // What does not touch the times warns no more, and reading does not.
  expect((await put({ title: 'Late visit' })).warnings).toBeUndefined()
  const read = (await (await world.backend('GET', path)).json()) as RegisteredAppointment
  expect(read.warnings).toBeUndefined()
})

test('every refusal is logged with its code, also that of what is no HTTP', async () => {
  const { log, lines } = openHeardLog()
  const world = await openWorld({ overrides: { log } })
  const raw = openRaw(world.url)
  raw.write('NOT HTTP AT ALL\r\n\r\n')
  await raw.closed
  await world.backend('GET', pathOf(routes.readAppointment, { id: 'a-43' }))
  await world.backend('GET', '/v1/appointments/%zz')
  await world.backend('PUT', pathOf(routes.registerAppointment, { id: 'a-43' }), { plan: 'gold' })
  const codes = () => lines.filter(({ msg }) => msg === 'refused').map(({ code, where }) => [code, where])
  await until('all are logged', () => codes().length >= 4)
  expect(codes()).toEqual([
    ['BAD_REQUEST', 'unparsed'],
    ['NOT_FOUND', 'GET /v1/appointments/:id'],
    ['BAD_REQUEST', 'unreadable address'],
    ['BAD_REQUEST', 'PUT /v1/appointments/:id'],
  ])
  await world.chairside.stop()
})

test('an error that is our own fault is logged with its code, and with the reference that the client is told', async () => {
  const { log, lines } = openHeardLog()
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const append = async () => {
    throw new Error('odd')
  }
  const meeting = await meet({ overrides: { log, store: { ...(await openDisk(folder)), append } } })
  const { files } = await meeting.doctor.offer([{ name: 'Faulty-Letter.pdf', size: 9 }])
  const said = await meeting.doctor.patch(files[0]?.id ?? '', 'x'.repeat(9))
  expect([said.status, said.error?.code]).toEqual([500, 'INTERNAL'])
  expect(lines.find(({ msg }) => msg === 'failed')).toMatchObject({
    code: 'INTERNAL',
    reference: said.error?.reference,
  })
})

test('the helper of the README throws the server’s sentence', async () => {
  const world = await openWorld()
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const [, helper = ''] = /```js\n(const chairside = [\s\S]*?\n\}\n)/.exec(readme) ?? []
  const code = helper.replace('https://files.example', world.url)
  const create = new Function('process', `${code} return chairside`)
  const chairside = create({ env: { CHAIRSIDE_API_KEY: world.apiKey } }) as (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ state: string }>
  keepSecret('Readme Name')
  const people = {
    practitioner: { id: 'dr-7', name: 'Readme Name' },
    patients: [{ id: 'a', name: 'Readme Name' }],
  }
  await expect(chairside('PUT', '/appointments/42', { ...people, plan: 'gold' })).rejects.toThrow(
    'plan must be basic, pro or clinic',
  )
  await expect(chairside('GET', '/appointments/42')).rejects.toThrow('There is no appointment 42.')
  const [startsAt, endsAt] = ['2026-11-20T14:00:00Z', '2026-11-20T14:30:00Z']
  expect(
    await chairside('PUT', '/appointments/42', { ...people, startsAt, endsAt, plan: 'pro' }),
  ).toMatchObject({
    state: 'open',
  })
})
