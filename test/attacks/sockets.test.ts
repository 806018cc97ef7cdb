import { randomUUID } from 'node:crypto'
import {
  commands,
  MB,
  pathOf,
  type Request,
  routes,
  type Transfer,
  type WireError,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { bring, fileIn, offerOf, type Party, requested } from '../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../world/people.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { connect, openRaw, type Plain, refusalOf } from '../world/socket.ts'
import { until } from '../world/until.ts'
import { openWorld, type World } from '../world/world.ts'

const pdf = bytesOf(allowed.pdf)

async function meet(): Promise<{ world: World; id: string; doctor: Party; patient: Party; socket: Plain }> {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  return { world, id, doctor, patient, socket: await doctor.connect() }
}

/** Makes an appointment of other people, with a file that is ready. */
async function elsewhere(
  world: World,
): Promise<{ id: string; doctor: Party; patient: Party; transfer: Transfer }> {
  const id = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  const doctor = await bring(world, id, otherDoctor.id)
  const transfer = await doctor.offer(
    [{ name: 'Someone-Elses-Letter.pdf', size: pdf.length }],
    undefined,
    peter.id,
  )
  await doctor.patch(fileIn(transfer).id, pdf)
  return { id, doctor, patient: await bring(world, id, peter.id), transfer: await doctor.see(transfer.id) }
}

const refused = (code: WireError['code'], details: Partial<WireError> = {}) => ({
  ok: false,
  error: { code, ...details },
})

/** Whether the server still answers on a socket. */
const answers = async (socket: Plain, appointment: string): Promise<boolean> =>
  (await socket.command('snapshot', { appointment })).ok

test('row 84: an unknown event is answered by name when an answer is wanted, else ignored, and the socket goes on', async () => {
  const { id, socket } = await meet()
  for (const name of ['nonsense', 'file:accept', '__proto__', 'constructor', 'toString', '', 'snapshot ']) {
    expect(await socket.command(name, { id })).toMatchObject(refused('UNKNOWN_COMMAND'))
    socket.say(name, { id })
  }
  expect(await answers(socket, id)).toBe(true)
  expect(socket.heard.filter((event) => event.name === 'goodbye')).toEqual([])
})

test('row 84: a frame that is no command of Socket.IO costs only the connection that sent it', async () => {
  const { world, id, doctor, socket } = await meet()
  for (const frame of [
    '42["disconnect"]',
    '42["connect_error",1]',
    '42{',
    '42',
    '451-["x"]',
    '4999',
    '42[[]]',
    '2probe',
    '\u0000',
    '43-1[]',
  ]) {
    const raw = await openRaw(world.url, doctor.token)
    raw.send(frame)
    raw.send('427["snapshot",{}]')
    expect(await answers(socket, id)).toBe(true)
    raw.close()
  }
  const binary = await openRaw(world.url, doctor.token)
  binary.send(new Uint8Array([1, 2, 3]))
  await until('the connection is closed', () => binary.readyState === WebSocket.CLOSED)
  expect(await answers(socket, id)).toBe(true)
})

test.each([
  ['a text', ['text']],
  ['a number', [7]],
  ['nothing', []],
  ['null', [null]],
  ['a list', [[{ id: 1 }]]],
  ['a truth', [true]],
  ['bytes', [Buffer.from('{}')]],
])(
  'row 85: a payload that is %s instead of an object is answered BAD_REQUEST for every command',
  async (_, payload) => {
    const { id, socket } = await meet()
    for (const name of Object.keys(commands))
      expect([name, await socket.command(name, ...payload)]).toMatchObject([name, refused('BAD_REQUEST')])
    expect(await answers(socket, id)).toBe(true)
  },
)

test('row 85: a refusal names the field that is wrong, and never what stood in it', async () => {
  const { id, socket } = await meet()
  const value = 'Marker-In-A-Payload'
  keepSecret(value)
  for (const payload of [
    { appointment: id, id: value, to: anna.id, files: [] },
    { ...offerOf([{ name: value, size: 1.5 }]), appointment: id },
  ]) {
    const reply = await socket.command('transfer:offer', payload)
    expect(reply).toMatchObject(refused('BAD_REQUEST'))
    expect(JSON.stringify(reply)).toMatch(/\/(id|files)/)
    expect(JSON.stringify(reply).includes(value)).toBe(false)
  }
})

test('row 86: a payload of 10 MB, or of any size over the limit, costs the connection that sent it, and no other', async () => {
  const { world, id, doctor, socket } = await meet()
  for (const size of [10 * MB, 300_000]) {
    const other = await doctor.connect()
    other.say('transfer:offer', { appointment: id, note: 'x'.repeat(size) })
    await until('the connection is closed', () => !other.connected)
    expect(await answers(socket, id)).toBe(true)
  }
  expect((await world.record(id)).map((line) => line.kind)).toEqual(['appointment-registered'])

  const fits = await doctor.connect()
  expect(await fits.command('transfer:offer', { appointment: id, note: 'x'.repeat(250_000) })).toMatchObject(
    refused('BAD_REQUEST'),
  )
})

test('row 87: commands that want no answer crash nothing, whatever is wrong with them', async () => {
  const { id, doctor, socket } = await meet()
  for (const payload of [
    undefined,
    null,
    {},
    { id: randomUUID() },
    { appointment: id, ...offerOf([{ name: 'x.exe', size: 1 }]) },
  ]) {
    for (const name of ['transfer:offer', 'file:withdraw', 'request:ask', 'snapshot', 'nonsense'])
      socket.say(name, payload)
  }
  const offer = offerOf([{ name: 'Silent-Letter.pdf', size: 9 }])
  socket.say('transfer:offer', { appointment: id, ...offer })
  await until('the one that was right has acted', async () => (await doctor.see(offer.id)).state === 'open')
  expect(socket.connected).toBe(true)
})

test('row 88: a file of another appointment is not there for any command of a file', async () => {
  const { world, id, socket } = await meet()
  const theirs = await elsewhere(world)
  const file = fileIn(theirs.transfer).id
  for (const name of [
    'file:prompted',
    'file:dismiss',
    'file:pause',
    'file:resume',
    'file:missing',
    'file:withdraw',
  ])
    expect([name, await socket.command(name, { id: file })]).toMatchObject([name, refused('NOT_FOUND')])
  expect(await theirs.doctor.see(theirs.transfer.id)).toEqual(theirs.transfer)
  expect(await answers(socket, id)).toBe(true)
})

test('row 89: a thousand offers at once are slowed down, then cost that connection, while another gets its answers', async () => {
  const { world, id, doctor, patient, socket: flooding } = await meet()
  const other = await patient.connect()
  const replies: Promise<unknown>[] = []
  for (let sent = 0; sent < 1000; sent += 1)
    replies.push(
      flooding
        .command('transfer:offer', { appointment: id, ...offerOf([{ name: `Flood-${sent}.pdf`, size: 9 }]) })
        .catch(() => 'unanswered'),
    )
  expect(await answers(other, id)).toBe(true)
  await until('the flooding connection is closed', () => !flooding.connected)
  expect(await answers(other, id)).toBe(true)
  expect(flooding.heard.at(-1)).toMatchObject({
    name: 'goodbye',
    payload: { code: 'RATE_LIMITED', limit: 20 },
  })
  const offered = (await world.record(id)).filter((line) => line.kind === 'file-offered')
  expect(offered.length).toBeLessThanOrEqual(50)

  expect(await refusalOf(doctor.connect())).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 1 })
  await world.clock.advance(1000)
  const again = await doctor.connect()
  expect(await answers(again, id)).toBe(true)
})

test('row 89: a burst within the limit is answered, what is over it is refused and told when to come back', async () => {
  const { world, id, socket } = await meet()
  await world.clock.advance(1000)
  const burst = await Promise.all(
    Array.from({ length: 70 }, () => socket.command('snapshot', { appointment: id })),
  )
  expect(burst.filter((reply) => reply.ok)).toHaveLength(60)
  expect(burst.at(-1)).toMatchObject(refused('RATE_LIMITED', { limit: 20, retryAfter: 1 }))
  await world.clock.advance(1000)
  const next = await Promise.all(
    Array.from({ length: 21 }, () => socket.command('snapshot', { appointment: id })),
  )
  expect(next.filter((reply) => reply.ok)).toHaveLength(20)
})

test('row 90: another appointment can be neither entered nor looked at, and nobody there is told anything', async () => {
  const { world, id, doctor, socket } = await meet()
  const theirs = await elsewhere(world)
  const listening = await theirs.patient.connect()
  const heard = () => listening.heard.filter((event) => event.name !== 'snapshot').length
  for (const appointment of [theirs.id, 'a-unknown', `${id}/${eva.id}`, '../x', theirs.id.toUpperCase()]) {
    for (const [name, more] of [
      ['appointment:enter', { place: 'call' }],
      ['snapshot', {}],
      ['request:ask', { id: randomUUID(), to: anna.id }],
      ['transfer:offer', offerOf([{ name: 'Stray-Letter.pdf', size: 9 }])],
    ] as const) {
      const reply = await socket.command(name, { appointment, ...more })
      expect(reply.ok ? 'let in' : reply.error.code).toMatch(/^(NOT_FOUND|BAD_REQUEST)$/)
    }
  }
  socket.close()
  await world.clock.advance(21_000)
  expect(heard()).toBe(0)
  const forged = await world.token(theirs.id, peter.id)
  expect(await refusalOf(connect(world.url, { token: doctor.token, place: 'elsewhere' }))).toMatchObject({
    code: 'BAD_REQUEST',
  })
  expect(
    await connect(world.url, { token: forged, appointment: id }).then((plain) => answers(plain, id)),
  ).toBe(false)
})

test('row 91: a request answered twice with one id is one answer, with another id it is a conflict, and it cannot be declined any more', async () => {
  const { id, doctor, patient, socket } = await meet()
  const request = await requested(doctor)
  const answering = await patient.connect()
  const offer = { appointment: id, ...offerOf([{ name: 'Answer-Letter.pdf', size: pdf.length }], request) }
  const [first, second] = [
    await answering.command<Transfer>('transfer:offer', offer),
    await answering.command('transfer:offer', offer),
  ]
  expect(first).toMatchObject({ ok: true })
  expect(second).toEqual(first)
  const other = { appointment: id, ...offerOf([{ name: 'Answer-Letter.pdf', size: pdf.length }], request) }
  expect(await answering.command('transfer:offer', other)).toMatchObject(refused('CONFLICT'))
  expect(await answering.command('request:decline', { id: request })).toMatchObject(
    refused('CONFLICT', { state: 'answering' }),
  )

  const file = offer.files[0]?.id ?? ''
  await patient.patch(file, pdf)
  for (let twice = 0; twice < 2; twice += 1) {
    expect(await socket.command('file:prompted', { id: file })).toMatchObject({ ok: true })
    expect(await socket.command('file:dismiss', { id: file })).toMatchObject({ ok: true })
  }
})

test('row 91: a request declined twice is declined once, and the last reason that was given stays', async () => {
  const { world, id, doctor, patient } = await meet()
  const request = await requested(doctor)
  const answering = await patient.connect()
  const decline = (reason: string) => answering.command<Request>('request:decline', { id: request, reason })
  keepSecret('I have none here', 'Another reason')
  const first = await decline('I have none here')
  expect(first).toMatchObject({ ok: true, value: { state: 'declined' } })
  expect(await decline('I have none here')).toEqual(first)
  expect(await decline('Another reason')).toMatchObject({ ok: true, value: { reason: 'Another reason' } })
  expect(await answering.command('request:decline', { id: request })).toMatchObject({
    ok: true,
    value: { reason: 'Another reason' },
  })
  expect((await world.record(id)).filter((line) => line.kind === 'request-declined')).toHaveLength(1)
})

test('row 92: keys that would reach a prototype are refused by the schema, and no prototype changes', async () => {
  const { id, doctor, socket } = await meet()
  const offer = JSON.stringify({ appointment: id, ...offerOf([{ name: 'Plain-Letter.pdf', size: 9 }]) })
  const poisons = ['"__proto__":{"polluted":true}', '"constructor":{"prototype":{"polluted":true}}']
  for (const poison of poisons) {
    for (const json of [offer.replace('{', `{${poison},`), offer.replace('[{', `[{${poison},`)]) {
      expect(await socket.command('transfer:offer', JSON.parse(json))).toMatchObject(refused('BAD_REQUEST'))
      const { appointment: _, ...body } = JSON.parse(json)
      const said = await doctor.ask('POST', pathOf(routes.offerTransfer, { id }), {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
      expect([said.status, said.error?.code]).toEqual([400, 'BAD_REQUEST'])
    }
  }
  expect('polluted' in {}).toBe(false)
  expect(await answers(socket, id)).toBe(true)
})
