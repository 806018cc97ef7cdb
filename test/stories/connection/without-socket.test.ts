import { randomUUID } from 'node:crypto'
import {
  type CommandName,
  commands,
  errorKinds,
  type FoundReason,
  pathOf,
  type Reply,
  routes,
  type Snapshot,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { ask, begin, read, type Said } from '../../world/http.ts'
import { bring, offerOf, type Party, partyOf, reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { countingClock } from '../../world/waits.ts'
import { openWorld, type World } from '../../world/world.ts'

interface Meeting {
  readonly world: World
  readonly id: string
  readonly doctor: Party
  readonly patient: Party
}

async function meet(settings: Parameters<typeof openWorld>[0] = {}): Promise<Meeting> {
  const world = await openWorld(settings)
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

const addressOf = (name: string): string =>
  Object.hasOwn(routes, name) ? routes[name as 'snapshot'].path : `/v1/commands/${name}`

/** Sends a command as a POST. Its answer has the form of the socket's. */
async function post(party: Party, name: string, json: object): Promise<Reply<unknown>> {
  const said = await party.ask('POST', addressOf(name), { json })
  if (said.error === undefined) return { ok: true, value: said.json() }
  expect(said.status).toBe(errorKinds[said.error.code].status)
  return { ok: false, error: said.error }
}

type Send = (as: 'doctor' | 'patient', name: CommandName, payload: object) => Promise<Reply<unknown>>

const uuid = (last: number): string => `0f0f0f0f-0000-4000-8000-${String(last).padStart(12, '0')}`
const pdf = bytesOf(allowed.pdf)

/** Sends every command, also in ways that are refused. The ids are the same in every run. */
async function actAll({ id, doctor }: Meeting, send: Send): Promise<[CommandName, Reply<unknown>][]> {
  const answers: [CommandName, Reply<unknown>][] = []
  const act = async (as: 'doctor' | 'patient', name: CommandName, payload: object): Promise<void> => {
    answers.push([name, await send(as, name, payload)])
  }
  const letter = (file: number) => ({ id: uuid(file), name: 'Socketless-Letter.pdf', size: pdf.length })
  const offer = { appointment: id, id: uuid(1), to: anna.id, files: [letter(2), letter(3)] }
  await act('doctor', 'snapshot', { appointment: id })
  await act('doctor', 'snapshot', { appointment: 'a-unknown' })
  await act('doctor', 'snapshot', { appointment: id, more: 1 })
  await act('doctor', 'snapshot', {})
  await act('doctor', 'transfer:offer', offer)
  await act('doctor', 'transfer:offer', offer)
  await act('doctor', 'transfer:offer', { ...offer, files: [letter(2)] })
  await act('patient', 'transfer:offer', { ...offer, id: uuid(4), to: eva.id, files: [letter(5)] })
  await act('doctor', 'transfer:offer', { ...offer, id: uuid(4), files: [{ ...letter(5), size: 'many' }] })
  await act('doctor', 'transfer:add', { id: uuid(1), files: [letter(6)] })
  await act('doctor', 'transfer:add', { id: uuid(1), files: [] })
  await act('doctor', 'file:pause', { id: uuid(3) })
  await act('patient', 'file:pause', { id: uuid(3) })
  await act('doctor', 'file:resume', { id: uuid(3) })
  await act('doctor', 'file:missing', { id: uuid(3) })
  await act('patient', 'file:missing', { id: uuid(3) })
  await act('doctor', 'file:decide', { id: uuid(3), decision: 'accept' })
  await act('patient', 'file:decide', { id: uuid(3), decision: 'accept' })
  await act('doctor', 'file:withdraw', { id: uuid(3) })
  await act('doctor', 'file:withdraw', { id: 'no-uuid' })
  await act('patient', 'file:prompted', { id: uuid(2) })
  expect((await doctor.patch(uuid(2), pdf)).status).toBe(204)
  await act('patient', 'file:prompted', { id: uuid(2).toUpperCase() })
  await act('patient', 'file:dismiss', { id: uuid(2) })
  await act('doctor', 'file:dismiss', { id: uuid(2) })
  await act('doctor', 'transfer:withdraw', { id: uuid(1) })
  await act('doctor', 'request:ask', { appointment: id, id: uuid(7), to: anna.id, note: 'A photo, please' })
  await act('doctor', 'request:ask', { appointment: id, id: uuid(8), to: 'zora' })
  await act('doctor', 'request:note', { id: uuid(7), note: 'A photo of the rash, please' })
  await act('patient', 'request:note', { id: uuid(7), note: 'none' })
  await act('patient', 'request:decline', { id: uuid(7), reason: 'x'.repeat(501) })
  await act('patient', 'request:decline', { id: uuid(7), reason: 'I have none' })
  await act('doctor', 'request:withdraw', { id: uuid(7) })
  await act('doctor', 'request:ask', { appointment: id, id: uuid(9), to: anna.id })
  await act('doctor', 'request:withdraw', { id: uuid(9) })
  await act('patient', 'earlier', { appointment: id, before: uuid(9) })
  await act('patient', 'earlier', { appointment: id, before: uuid(99) })
  await act('patient', 'snapshot', { appointment: id })
  return answers
}

test('every command answers over HTTP what it answers over the socket', async () => {
  const [near, far] = [await meet(), await meet()]
  const sockets = { doctor: await near.doctor.connect(), patient: await near.patient.connect() }
  const bySocket = await actAll(near, (as, name, payload) => sockets[as].command(name, payload))
  const byHttp = await actAll(far, (as, name, payload) => post(far[as], name, payload))
  const anywhere = (answers: unknown, id: string): unknown =>
    JSON.parse(JSON.stringify(answers).replaceAll(id, 'a-somewhere'))
  expect(anywhere(byHttp, far.id)).toEqual(anywhere(bySocket, near.id))
  const tried = new Set(byHttp.map(([name]) => name))
  expect([...tried, 'appointment:enter'].sort()).toEqual(Object.keys(commands).sort())
  const refused = byHttp.flatMap(([, reply]) => (reply.ok ? [] : [reply.error.code]))
  expect(new Set(refused)).toEqual(
    new Set(['BAD_REQUEST', 'NOT_FOUND', 'CONFLICT', 'NOT_ASKED', 'NOTE_TOO_LONG', 'RECIPIENT_GONE']),
  )
})

test('a command that does not fit is refused with the field and with what is wrong there, never with its content', async () => {
  const { id, doctor } = await meet()
  const socket = await doctor.connect()
  const offer = { appointment: id, ...offerOf([{ name: 'Unfit-Letter.pdf', size: 9 }]) }
  const [file] = offer.files
  const cases: [CommandName, object, { found: FoundReason; field: string }][] = [
    ['snapshot', {}, { found: 'missing', field: '/appointment' }],
    ['snapshot', [], { found: 'wrong-kind', field: '' }],
    ['snapshot', { appointment: id, secret: 1 }, { found: 'unknown-field', field: '/secret' }],
    ['snapshot', { appointment: 7 }, { found: 'wrong-kind', field: '/appointment' }],
    ['snapshot', { appointment: 'a b' }, { found: 'wrong-form', field: '/appointment' }],
    ['snapshot', { appointment: '' }, { found: 'too-small', field: '/appointment' }],
    ['snapshot', { appointment: 'a'.repeat(129) }, { found: 'too-large', field: '/appointment' }],
    ['transfer:offer', { ...offer, files: [] }, { found: 'too-small', field: '/files' }],
    [
      'transfer:offer',
      { ...offer, files: [{ id: file?.id, size: 9 }] },
      { found: 'missing', field: '/files/0/name' },
    ],
    [
      'transfer:offer',
      { ...offer, files: [{ ...file, size: -1 }] },
      { found: 'too-small', field: '/files/0/size' },
    ],
    ['transfer:offer', { ...offer, files: [file, file] }, { found: 'same-id-twice', field: '/files' }],
  ]
  for (const [name, payload, wrong] of cases) {
    const near = await socket.command(name, payload)
    expect([name, near]).toMatchObject([name, { ok: false, error: { code: 'BAD_REQUEST', ...wrong } }])
    expect(await post(doctor, name, payload)).toEqual(near)
  }
})

test('an unknown place is refused, in a command and in a handshake', async () => {
  const { world, id, doctor } = await meet()
  const socket = await doctor.connect()
  const wrong = { code: 'BAD_REQUEST', found: 'not-allowed', field: '/place' }
  const reply = await socket.command('appointment:enter', { appointment: id, place: 'garden' })
  expect(reply).toMatchObject({ ok: false, error: wrong })
  const refusal = await refusalOf(connect(world.url, { token: doctor.token, place: 'garden' }))
  expect(refusal).toMatchObject(wrong)
})

test('a command that is not there, or needs a connection, is refused by name', async () => {
  const { id, doctor } = await meet()
  for (const name of ['appointment:enter', 'transfer', 'transfer:burn', 'constructor']) {
    const reply = await post(doctor, name, { appointment: id, place: 'call' })
    expect([name, reply]).toMatchObject([name, { ok: false, error: { code: 'UNKNOWN_COMMAND' } }])
  }
})

test('a desk token sends commands for each of its appointments', async () => {
  const { world, id } = await meet()
  const desk = partyOf(world, id, await world.deskToken(eva.id))
  const ask = { appointment: id, id: randomUUID(), to: anna.id }
  expect(await post(desk, 'request:ask', ask)).toMatchObject({ ok: true, value: { state: 'asked' } })
})

test('one person sends as many commands over HTTP as over one socket, however many connections they use', async () => {
  const { world, id, doctor, patient } = await meet()
  const again = partyOf(world, id, await world.token(id, eva.id))
  const flood = await Promise.all(
    Array.from({ length: 80 }, (_, at) =>
      (at % 2 === 0 ? doctor : again).ask('POST', routes.snapshot.path, { json: { appointment: id } }),
    ),
  )
  const refused = flood.filter(({ status }) => status === 429)
  expect(refused.length).toBe(20)
  for (const { error, headers } of refused) {
    expect(error).toMatchObject({ code: 'RATE_LIMITED', limit: 20, retryAfter: 1 })
    expect(headers['retry-after']).toBe('1')
  }
  expect(await post(patient, 'snapshot', { appointment: id })).toMatchObject({ ok: true })
  await world.clock.advance(1000)
  expect(await post(doctor, 'snapshot', { appointment: id })).toMatchObject({ ok: true })
})

async function meetPatiently() {
  const { clock, waits } = countingClock()
  const meeting = await meet({ overrides: { clock } })
  const { id } = meeting
  const path = pathOf(routes.awaitSnapshot, { id })
  const wait = (party: Party, after?: number): Promise<Said> =>
    party.ask('GET', after === undefined ? path : `${path}?after=${after}`)
  const revision = async (party: Party) => (await wait(party)).json<Snapshot>().revision
  const waiting = (count: number) => until(`${count} snapshots wait`, () => waits() === count)
  return { ...meeting, clock, path, wait, revision, waiting }
}

test('a waiting snapshot is answered within a second after something has changed, and holds it', async () => {
  const { doctor, patient, wait, revision, waiting } = await meetPatiently()
  const before = await revision(patient)
  let answered = false
  const next = wait(patient, before).finally(() => {
    answered = true
  })
  await waiting(1)
  expect(answered).toBe(false)
  const offered = await doctor.offer([{ name: 'Awaited-Letter.pdf', size: 9 }])
  const changed = performance.now()
  const said = await next
  expect(performance.now() - changed).toBeLessThan(1000)
  const snapshot = said.json<Snapshot>()
  expect([said.status, snapshot.revision]).toEqual([200, before + 1])
  expect(snapshot.transfers.map(({ id }) => id)).toEqual([offered.id])
  await waiting(0)
  // A change since that revision is answered at once.
  expect((await wait(patient, before)).json<Snapshot>().revision).toBe(before + 1)
})

test('a wait in which nothing changes is answered after 25 seconds', async () => {
  const { clock, doctor, wait, revision, waiting } = await meetPatiently()
  const before = await revision(doctor)
  let answered = false
  const next = wait(doctor, before).finally(() => {
    answered = true
  })
  await waiting(1)
  await clock.advance(24_999)
  expect(answered).toBe(false)
  await clock.advance(1)
  const said = await next
  expect([said.status, said.json<Snapshot>().revision]).toEqual([200, before])
})

test('a person who is taken out of the appointment while they wait is answered that it is not there', async () => {
  const { world, id, patient, wait, revision, waiting } = await meetPatiently()
  const next = wait(patient, await revision(patient))
  await waiting(1)
  await reregister(world, id, { patients: [{ id: 'zora', name: 'Zora Awaited' }] })
  const said = await next
  expect([said.status, said.error?.code]).toEqual([404, 'NOT_FOUND'])
  await waiting(0)
})

test('a fifth wait of one person is refused, and one whose client went makes room', async () => {
  const { world, path, doctor, patient, wait, waiting } = await meetPatiently()
  const running = Array.from({ length: 4 }, () =>
    begin(`${world.url + path}?after=99`, 'GET', { token: doctor.token }),
  )
  for (const { request } of running) request.end()
  await waiting(4)
  const fifth = await wait(doctor, 99)
  expect([fifth.status, fifth.error?.code, fifth.headers['retry-after']]).toEqual([429, 'RATE_LIMITED', '1'])
  const another = begin(`${world.url + path}?after=99`, 'GET', { token: patient.token })
  another.request.end()
  await waiting(5)
  running[0]?.request.destroy()
  await waiting(4)
  const again = begin(`${world.url + path}?after=99`, 'GET', { token: doctor.token })
  again.request.end()
  await waiting(5)
  for (const { request } of [...running, another, again]) request.destroy()
  await waiting(0)
})

test('a server that stops ends every wait at once and says so', async () => {
  const { world, path, doctor, waiting } = await meetPatiently()
  const running = begin(`${world.url + path}?after=99`, 'GET', { token: doctor.token })
  running.request.end()
  await waiting(1)
  await world.chairside.stop()
  const said = await read(await running.head)
  expect([said.status, said.error?.code]).toEqual([503, 'SHUTTING_DOWN'])
})

test('a revision that is no number is refused, and a stranger does not wait', async () => {
  const { world, path, wait, doctor } = await meetPatiently()
  for (const after of ['x', '-1', '1.5', '']) {
    const said = await doctor.ask('GET', `${path}?after=${after}`)
    expect([after, said.status, said.error?.code]).toEqual([after, 400, 'BAD_REQUEST'])
  }
  const other = await world.appointment({ patients: [{ id: 'zora', name: 'Zora Unawaited' }] })
  const stranger = partyOf(world, other, await world.token(other, 'zora'))
  expect((await wait(stranger, 0)).status).toBe(404)
  expect((await ask(world.url + path, 'GET')).status).toBe(401)
})
