import { randomUUID } from 'node:crypto'
import { type AuditEntry, type AuditKind, ExportedEntry, pathOf, routes } from '@chairside/protocol'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { linesOf } from '../../world/exchange.ts'
import { openHeardLog } from '../../world/heard-log.ts'
import { ask } from '../../world/http.ts'
import { bring, fileIn, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const here = '127.0.0.1'
const pdf = bytesOf(allowed.pdf)

async function open(env: Record<string, string> = {}, limits: Parameters<typeof openWorld>[0] = {}) {
  const heard = openHeardLog()
  const world = await openWorld({ env, overrides: { log: heard.log }, ...limits })
  const id = await world.appointment()
  const lines = async (...kinds: readonly AuditKind[]) =>
    (await world.audit(id)).filter(({ kind }) => kinds.includes(kind))
  const exported = async (since?: string): Promise<ExportedEntry[]> =>
    linesOf(await world.backend('GET', `${pathOf(routes.exportAudit)}${since ? `?since=${since}` : ''}`))
  const logged = (message: string) => heard.lines.filter(({ msg }) => msg === message)
  return { world, id, lines, exported, logged, heard }
}

test('who comes and goes, and who gets a token, is in the audit and in the log, with the address', async () => {
  const { world, id, lines, exported, logged } = await open()
  const socket = await connect(world.url, { token: await world.token(id, anna.id) })
  socket.close()
  const desk = await connect(world.url, { token: await world.deskToken(eva.id) })
  desk.close()
  const ofAnna = [
    { kind: 'token-issued', participant: anna.id, address: here },
    { kind: 'connected', by: anna.id, address: here },
    { kind: 'disconnected', by: anna.id, address: here },
  ] as const
  const kinds = ['token-issued', 'connected', 'disconnected'] as const
  await until('she has gone', async () => (await lines(...kinds)).length === 3)
  expect(await lines(...kinds)).toMatchObject(ofAnna)
  const ofDesk = async () => (await exported()).filter((line) => line.desk === eva.id)
  await until('the desk has gone', async () => (await ofDesk()).length === 3)
  expect(await ofDesk()).toMatchObject([
    { number: 1, kind: 'token-issued', participant: eva.id, address: here },
    { number: 2, kind: 'connected', by: eva.id, address: here },
    { number: 3, kind: 'disconnected', by: eva.id, address: here },
  ])
  for (const kind of kinds)
    expect(logged(kind)).toMatchObject([{ sub: anna.id, appointment: id, address: here }, { sub: eva.id }])
})

test('a changed registration says what changed, and never a value', async () => {
  const { world, id, lines, logged } = await open()
  await reregister(world, id, { patients: [{ ...anna, paid: true }], plan: 'clinic' })
  await reregister(world, id, {
    patients: [{ ...anna, name: 'Anna Brzęczyszczykiewicz-Nowa', paid: true }, peter],
  })
  await reregister(world, id, { practitioner: otherDoctor, endsAt: '2026-11-20T15:00:00Z' })
  const changePatient = pathOf(routes.changePatient, { id, patient: peter.id })
  for (const paid of [true, true]) await world.backend('PATCH', changePatient, { paid })
  const address = here
  expect(await lines('appointment-registered', 'participant-added', 'participant-removed')).toEqual(
    [
      {
        kind: 'appointment-registered',
        changed: ['practitioner', 'patients', 'startsAt', 'endsAt', 'plan'],
        address,
      },
      { kind: 'participant-added', participant: eva.id },
      { kind: 'participant-added', participant: anna.id },
      { kind: 'appointment-registered', changed: ['paid', 'plan'], address },
      { kind: 'appointment-registered', changed: ['patients', 'names'], address },
      { kind: 'participant-added', participant: peter.id },
      { kind: 'appointment-registered', changed: ['practitioner', 'endsAt'], address },
      { kind: 'participant-added', participant: otherDoctor.id },
      { kind: 'participant-removed', participant: eva.id },
      { kind: 'appointment-registered', participant: peter.id, changed: ['paid'], address },
    ].map((line) => expect.objectContaining(line)),
  )
  expect(logged('appointment-registered')).toHaveLength(5)
  expect(logged('appointment-registered')[1]).toMatchObject({ appointment: id, changed: ['paid', 'plan'] })
})

test('a refusal in the audit says to whom, about which file and from where: over HTTP, by a ticket and on a socket', async () => {
  const { world, id, lines, logged } = await open()
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  const { id: file } = fileIn(await doctor.offer([{ name: 'Denied-Letter.pdf', size: pdf.length }]))
  await doctor.patch(file, pdf)
  const ticket = await patient.ticket(file)
  const socket = await patient.connect()
  expect((await patient.withdraw(file.toUpperCase())).status).toBe(404)
  expect(await socket.command('file:withdraw', { id: file })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  await doctor.withdraw(file)
  expect((await ask(ticket, 'GET')).status).toBe(410)
  await reregister(world, id, { patients: [peter] })
  expect((await ask(ticket, 'GET')).status).toBe(404)
  expect((await refusalOf(patient.connect()))?.code).toBe('NOT_FOUND')
  const nobody = await ask(`${world.url}${pathOf(routes.findUpload, { id: file })}`, 'HEAD')
  expect(nobody.status).toBe(401)

  await until('all is kept', async () => (await lines('refused')).length === 4)
  const denied = { kind: 'refused', by: anna.id, code: 'NOT_FOUND', address: here }
  const about = [{ ...denied, file }, { ...denied, file }, { ...denied, file }, denied]
  expect(await lines('refused')).toMatchObject(about)
  expect((await lines('refused'))[3]).not.toHaveProperty('file')
  const who = { sub: anna.id, appointment: id, address: here }
  expect(logged('refused')).toMatchObject([
    { ...who, code: 'NOT_FOUND', file, where: 'DELETE /v1/files/:id/upload' },
    { ...who, code: 'NOT_FOUND', file, where: 'file:withdraw' },
    { ...who, code: 'WITHDRAWN', file, where: 'GET /v1/content/:ticket' },
    { ...who, code: 'NOT_FOUND', file, where: 'GET /v1/content/:ticket' },
    { ...who, code: 'NOT_FOUND', where: 'connect' },
    { address: here, code: 'UNAUTHENTICATED', file },
  ])
})

test('the audit has one line a minute for a person who sends too fast, with the count, over HTTP and on a socket', async () => {
  const { world, id, lines } = await open({}, { limits: { commandBurst: 2, commandRate: 1 } })
  const patient = await bring(world, id, anna.id)
  const socket = await patient.connect()
  for (let command = 0; command < 10; command += 1) await socket.command('snapshot', { appointment: id })
  const send = () => patient.ask('POST', pathOf(routes.snapshot), { json: { appointment: id } })
  for (let command = 0; command < 7; command += 1) await send()
  await world.clock.advance(60_000)
  await until('all is counted', async () => (await lines('refused')).length === 4)
  const line = { kind: 'refused', by: anna.id, code: 'RATE_LIMITED', address: here }
  const counts = (await lines('refused')).map(({ count }) => count)
  // A burst is two. The connection of the socket took one of them.
  expect(counts).toEqual([undefined, undefined, 8, 6])
  const { address: _, ...counted } = line
  expect(await lines('refused')).toMatchObject([line, line, counted, counted])
})

test('behind a proxy that is trusted the address is the one that it adds, else that of the connection', async () => {
  for (const [TRUST_PROXY, address] of [
    ['true', '198.51.100.9'],
    ['false', here],
  ] as const) {
    const { world, id, lines, logged } = await open({ TRUST_PROXY })
    const headers = { 'x-forwarded-for': '203.0.113.66, 198.51.100.9' }
    const token = await world.token(id, anna.id)
    await connect(world.url, { token }, { extraHeaders: headers })
    await ask(`${world.url}${pathOf(routes.readTransfer, { id: randomUUID() })}`, 'GET', { token, headers })
    await ask(`${world.url}/v1/transfers/%zz`, 'GET', { token, headers })
    await until('both are kept', async () => (await lines('connected', 'refused')).length === 2)
    expect((await lines('connected', 'refused')).map((line) => line.address)).toEqual([address, address])
    const unreadable = logged('refused').filter(({ where }) => where === 'unreadable address')
    expect(unreadable.map((line) => line.address)).toEqual([address])
  }
})

test('a text that is no address is not believed, and an IPv4 address reads the same on every socket', async () => {
  const { clientAddress } = await import('../../../server/src/client-address.ts')
  const given = (forwarded: string) => clientAddress({ 'x-forwarded-for': forwarded }, '10.0.0.1', true)
  expect(given('Jana Nowak')).toBeUndefined()
  expect(given('')).toBeUndefined()
  expect(given('1.2.3.4, 2001:db8::7')).toBe('2001:db8::7')
  expect(clientAddress({}, '::ffff:192.0.2.7', true)).toBe('192.0.2.7')
  expect(clientAddress({}, undefined, false)).toBeUndefined()
})

test('a flood of refusals writes two lines a minute, and counts every one of them', async () => {
  const flood = 1500
  const { world, id, lines, logged, heard } = await open(
    {},
    { limits: { commandBurst: 2 * flood, appointmentBurst: 2 * flood } },
  )
  const patient = await bring(world, id, anna.id)
  const before = heard.size
  const lane = async (): Promise<void> => {
    for (let sent = 0; sent < flood / 10; sent += 1)
      expect((await patient.trySee(randomUUID())).status).toBe(404)
  }
  await Promise.all(Array.from({ length: 10 }, lane))
  expect(heard.size - before).toBeLessThan(1000)
  await world.clock.advance(60_000)
  await until('the count is kept', async () => (await lines('refused')).length === 2)
  expect((await lines('refused')).map(({ count }) => count)).toEqual([undefined, flood - 1])
  expect(logged('refused again')).toMatchObject([{ sub: anna.id, appointment: id, count: flood - 1 }])
  expect(heard.size - before).toBeLessThan(2000)
  await patient.trySee(randomUUID())
  await until('it is said anew', async () => (await lines('refused')).length === 3)
})

test('strangers from however many addresses write a bounded number of lines, and take no room from a person', async () => {
  const { world, id, lines, logged } = await open({ TRUST_PROXY: 'true' }, { limits: { refusalKinds: 20 } })
  const patient = await bring(world, id, anna.id)
  const path = world.url + pathOf(routes.readTransfer, { id: randomUUID() })
  for (let stranger = 0; stranger < 200; stranger += 1) {
    const headers = { 'x-forwarded-for': `198.51.100.${stranger}` }
    expect((await ask(path, 'GET', { headers })).status).toBe(401)
  }
  expect(logged('refused')).toHaveLength(21)
  await patient.trySee(randomUUID())
  await until('she is named', async () => (await lines('refused')).length === 1)
  await world.clock.advance(60_000)
  expect(logged('refused again')).toMatchObject([{ where: 'many', code: 'UNAUTHENTICATED', count: 179 }])
})

test('at a stop the open counts are written, and everyone who was present is written as gone', async () => {
  const { world, id, lines } = await open()
  const patient = await bring(world, id, anna.id)
  await patient.connect()
  for (let sent = 0; sent < 5; sent += 1) await patient.trySee(randomUUID())
  await world.restart()
  expect((await lines('refused')).map(({ count }) => count)).toEqual([undefined, 4])
  expect(await lines('disconnected')).toMatchObject([{ by: anna.id, address: here }])
})

const numbersOf = (entries: readonly ExportedEntry[], of: string): number[] =>
  entries.filter(({ appointment }) => appointment === of).map(({ number }) => number)

test('the export has the audit of all appointments since an instant, in the order of time, over any number of pages', async () => {
  const { world, id, exported } = await open()
  const other = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  // More lines than fit on one page.
  for (let round = 0; round < 300; round += 1) {
    await world.token(id, anna.id)
    await world.token(other, peter.id)
    if (round % 50 === 0) await world.clock.advance(1)
  }
  const noon = new Date(world.clock.now()).toISOString()
  await world.clock.advance(1000)
  const since = new Date(world.clock.now()).toISOString()
  await world.end(other)

  const all = await exported()
  for (const line of all) expect(Check(ExportedEntry, line)).toBe(true)
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort())
  for (const appointment of [id, other]) {
    const audit = await world.audit(appointment)
    const whole = all.filter((line) => line.appointment === appointment)
    expect(whole.map(({ appointment, number, ...line }) => line as AuditEntry)).toEqual(audit)
    expect(numbersOf(all, appointment)).toEqual(audit.map((_, at) => at + 1))
  }
  expect(await exported(since)).toMatchObject([{ appointment: other, kind: 'appointment-ended' }])
  expect((await exported(noon)).length).toBeGreaterThan(50)
  expect((await exported(noon)).every(({ at }) => at >= noon)).toBe(true)
  const text = JSON.stringify(all)
  for (const { name } of [eva, anna, peter, otherDoctor]) expect(text.includes(name)).toBe(false)
})

test('the export is only for the backend, and needs a valid instant', async () => {
  const { world, id, exported } = await open()
  const path = world.url + pathOf(routes.exportAudit)
  for (const token of [undefined, await world.token(id, eva.id), await world.deskToken(eva.id)])
    expect((await ask(path, 'GET', { token })).status).toBe(401)
  for (const since of ['yesterday', '2026-99-01T00:00:00Z']) {
    const said = await ask(`${path}?since=${since}`, 'GET', { token: world.apiKey })
    expect([said.status, said.error]).toMatchObject([400, { code: 'BAD_REQUEST', field: '/since' }])
  }
  expect(await exported('2126-01-01T00:00:00Z')).toEqual([])
})
