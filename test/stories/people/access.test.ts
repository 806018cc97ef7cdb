import { randomUUID } from 'node:crypto'
import { pathOf, type Registration, routes, type WireError } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Asked, begin, read } from '../../world/http.ts'
import { bring, offerOf, type Party, partyOf, requested, tus } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter, sam } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import type { Plain } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)
const half = Math.floor(pdf.length / 2)
const version = { 'tus-resumable': '1.0.0' }
const draft = { 'upload-draft-interop-version': '8', 'upload-complete': '?1' }
const partial = { 'upload-offset': '0', 'content-type': 'application/partial-upload' }

/** An appointment with an offered, a half sent and a ready file, and a request. */
async function meet(change: Registration = { staff: [sam] }) {
  const world = await openWorld()
  const id = await world.appointment(change)
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  const names = ['Offered-Letter.pdf', 'Halfway-Letter.pdf', 'Ready-Letter.pdf']
  const transfer = await doctor.offer(names.map((name) => ({ name, size: pdf.length })))
  const [, halfway, ready] = transfer.files.map((file) => file.id)
  await doctor.patch(halfway ?? '', pdf.subarray(0, half))
  await doctor.patch(ready ?? '', pdf)
  const request = await requested(doctor)
  /** All that a stranger could have changed. */
  const look = async () => [await doctor.see(transfer.id), await world.record(id)]
  return {
    world,
    id,
    doctor,
    patient,
    transfer: transfer.id,
    files: transfer.files.map((file) => file.id),
    request,
    look,
  }
}

type Meeting = Awaited<ReturnType<typeof meet>>

/** People who have no part in the transfer. Each has a valid token for where they belong. */
async function strangers({ world, id }: Meeting): Promise<[string, Party][]> {
  const other = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  const same = await world.appointment()
  return [
    ['the staff of the appointment', await bring(world, id, sam.id)],
    ['another practitioner', await bring(world, other, otherDoctor.id)],
    ['another patient', await bring(world, other, peter.id)],
    ['the same practitioner in another appointment', await bring(world, same, eva.id)],
    ['the same patient in another appointment', await bring(world, same, anna.id)],
    ['the desk of another practitioner', partyOf(world, id, await world.deskToken(otherDoctor.id))],
  ]
}

/** Every HTTP request that names a file or a transfer. */
function paths(transfer: string, file: string): [string, string, Asked][] {
  const upload = pathOf(routes.sendBytes, { id: file })
  const form = `--x\r\ncontent-disposition: form-data; name="${file}"; filename="a.pdf"\r\n\r\n${'y'.repeat(50)}\r\n--x--\r\n`
  return [
    ['GET', pathOf(routes.readTransfer, { id: transfer }), {}],
    [
      'POST',
      pathOf(routes.sendForm, { id: transfer }),
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: form },
    ],
    ['POST', pathOf(routes.issueTicket, { id: file }), { json: { use: 'download' } }],
    ['POST', pathOf(routes.issueTicket, { id: file }), { json: { use: 'view' } }],
    ['GET', pathOf(routes.readFileThumbnail, { id: file }), {}],
    ['HEAD', upload, { headers: version }],
    ['PATCH', upload, { headers: tus(0), body: pdf }],
    ['PATCH', upload, { headers: tus(half), body: pdf.subarray(half) }],
    ['DELETE', upload, { headers: version }],
    ['POST', upload, { headers: draft, body: pdf }],
    ['HEAD', upload, { headers: draft }],
    ['DELETE', upload, { headers: draft }],
    ['PATCH', upload, { headers: { ...draft, ...partial }, body: pdf }],
  ]
}

async function codesOf(socket: Plain, commands: readonly [string, object][]): Promise<[string, string][]> {
  const codes: [string, string][] = []
  for (const [name, payload] of commands) {
    const reply = await socket.command(name, payload)
    codes.push([name, reply.ok ? 'allowed' : reply.error.code])
  }
  return codes
}

test('on every path of HTTP a stranger is answered 404 for every file and transfer, and nothing changes', async () => {
  const meeting = await meet()
  const before = await meeting.look()
  for (const [who, stranger] of await strangers(meeting)) {
    for (const file of meeting.files) {
      for (const [method, path, asked] of paths(meeting.transfer, file)) {
        const said = await stranger.ask(method, path, asked)
        expect([who, method, said.status]).toEqual([who, method, 404])
        if (method !== 'HEAD') expect(said.error).toEqual(notHere)
      }
    }
    const offered = await stranger.ask('POST', pathOf(routes.offerTransfer, { id: meeting.id }), {
      json: offerOf([{ name: 'Stranger-Letter.pdf', size: 9 }]),
    })
    expect([who, offered.status, offered.error?.code]).toEqual([who, 404, 'NOT_FOUND'])
  }
  expect(await meeting.look()).toEqual(before)
})

const notHere: WireError = { code: 'NOT_FOUND', message: 'This is not here, or not available to you.' }

test('what does not exist is answered as what is another’s', async () => {
  const { doctor } = await meet()
  const socket = await doctor.connect()
  for (const [method, path, asked] of paths(randomUUID(), randomUUID())) {
    const said = await doctor.ask(method, path, asked)
    expect([method, path.split('/')[2], said.status]).toEqual([method, path.split('/')[2], 404])
    if (method !== 'HEAD') expect(said.error).toEqual(notHere)
  }
  const reply = await socket.command('file:withdraw', { id: randomUUID() })
  expect(reply).toEqual({ ok: false, error: notHere })
})

test('on every command of the socket a stranger is answered NOT_FOUND for every file, transfer and request, and nothing changes', async () => {
  const meeting = await meet()
  const { transfer, request } = meeting
  const before = await meeting.look()
  keepSecret('Not asked for')
  for (const [who, stranger] of await strangers(meeting)) {
    const socket = await stranger.connect()
    const commands: [string, object][] = [
      ['snapshot', { appointment: meeting.id }],
      ['appointment:enter', { appointment: meeting.id, place: 'call' }],
      ['transfer:offer', { appointment: meeting.id, ...offerOf([{ name: 'Stranger-Letter.pdf', size: 9 }]) }],
      ['transfer:add', { id: transfer, files: offerOf([{ name: 'Stranger-Letter.pdf', size: 9 }]).files }],
      ['transfer:withdraw', { id: transfer }],
      ...[
        'file:pause',
        'file:resume',
        'file:missing',
        'file:withdraw',
        'file:prompted',
        'file:dismiss',
      ].flatMap((name) => meeting.files.map((id): [string, object] => [name, { id }])),
      ...meeting.files.map((id): [string, object] => ['file:decide', { id, decision: 'accept' }]),
      ['request:ask', { appointment: meeting.id, id: randomUUID(), to: anna.id }],
      ['request:decline', { id: request, reason: 'Not asked for' }],
      ['request:note', { id: request, note: 'Not asked for' }],
      ['request:withdraw', { id: request }],
    ]
    // Staff belong to the appointment, so the first two commands are allowed: they may see it and enter. They see
    // nothing of the exchange.
    const theirs = who === 'the staff of the appointment' ? commands.slice(2) : commands
    for (const [name, code] of await codesOf(socket, theirs))
      expect([who, name, code]).toEqual([who, name, 'NOT_FOUND'])
    socket.close()
  }
  expect(await meeting.look()).toEqual(before)
})

test('staff see the appointment without any of its files and requests', async () => {
  const { world, id } = await meet()
  const socket = await (await bring(world, id, sam.id)).connect()
  const reply = await socket.command<{ transfers: unknown[]; requests: unknown[] }>('snapshot', {
    appointment: id,
  })
  expect(reply).toMatchObject({ ok: true, value: { transfers: [], requests: [] } })
})

test('the receiver of a transfer may look and fetch, and is answered 404 for all that is the sender’s', async () => {
  const { patient, transfer, files, request, look } = await meet()
  const before = await look()
  const [offered = '', halfway = '', ready = ''] = files
  for (const file of files) {
    for (const [method, path, asked] of paths(transfer, file)) {
      if (method === 'GET' || path.endsWith('/ticket') || path.endsWith('/files')) continue
      expect([method, (await patient.ask(method, path, asked)).status]).toEqual([method, 404])
    }
  }
  const socket = await patient.connect()
  const commands: [string, object][] = [
    ['transfer:add', { id: transfer, files: offerOf([{ name: 'Receivers-Letter.pdf', size: 9 }]).files }],
    ['transfer:withdraw', { id: transfer }],
    ['file:pause', { id: halfway }],
    ['file:resume', { id: halfway }],
    ['file:missing', { id: halfway }],
    ['file:withdraw', { id: offered }],
    ['file:decide', { id: halfway, decision: 'accept' }],
    ['request:withdraw', { id: request }],
    ['request:note', { id: request, note: 'Not asked for' }],
    ['request:ask', { appointment: patient.appointment, id: randomUUID(), to: anna.id }],
  ]
  for (const [name, code] of await codesOf(socket, commands))
    expect([name, code]).toEqual([name, 'NOT_FOUND'])
  expect(await look()).toEqual(before)
  expect((await patient.see(transfer)).files).toHaveLength(3)
  expect(await patient.ticket(ready)).toContain('/v1/content/')
})

test('multipart bytes of the receiver or of a stranger are taken for none of the files', async () => {
  const meeting = await meet()
  const before = await meeting.look()
  const form = new FormData()
  for (const file of meeting.files) form.append(file, new File([pdf], 'Strangers-Letter.pdf'))
  keepSecret('Strangers-Letter.pdf')
  for (const [who, party] of [['the receiver', meeting.patient] as const, ...(await strangers(meeting))]) {
    const response = await fetch(meeting.world.url + pathOf(routes.sendForm, { id: meeting.transfer }), {
      method: 'POST',
      headers: { authorization: `Bearer ${party.token}` },
      body: form,
    })
    expect([who, response.status]).toEqual([who, 404])
  }
  expect(await meeting.look()).toEqual(before)
})

test('the sender of a transfer is answered NOT_FOUND for what is the receiver’s', async () => {
  const { doctor, files, request, look } = await meet()
  const before = await look()
  const socket = await doctor.connect()
  const commands: [string, object][] = [
    ['file:prompted', { id: files[2] }],
    ['file:dismiss', { id: files[2] }],
    ['request:decline', { id: request }],
  ]
  for (const [name, code] of await codesOf(socket, commands))
    expect([name, code]).toEqual([name, 'NOT_FOUND'])
  expect(await look()).toEqual(before)
})

test.each(['HEAD', 'PATCH', 'DELETE'])(
  'a %s of somebody else does not stop an upload that runs',
  async (method) => {
    const meeting = await meet()
    const { world, doctor, patient, files } = meeting
    const [file = ''] = files
    const upload = begin(world.url + pathOf(routes.sendBytes, { id: file }), 'PATCH', {
      token: doctor.token,
      headers: tus(0),
    })
    upload.request.write(pdf.subarray(0, 1000))
    await until('bytes come', async () => {
      await world.clock.advance(100)
      return (await world.stored()).includes(1000)
    })
    for (const [, party] of [['the receiver', patient] as const, ...(await strangers(meeting))]) {
      const said = await party.ask(method, pathOf(routes.sendBytes, { id: file }), {
        headers: tus(0),
        ...(method === 'PATCH' ? { body: pdf } : {}),
      })
      expect(said.status).toBe(404)
    }
    upload.request.end(pdf.subarray(1000))
    expect((await read(await upload.head)).status).toBe(204)
  },
)

test('a patient answers only the request that was made of them, and never sends unasked', async () => {
  const { world, request, patient } = await meet()
  const other = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  const theirs = await bring(world, other, peter.id)
  const said = await theirs.tryOffer([{ name: 'Stranger-Letter.pdf', size: 9 }], request)
  expect([said.status, said.error?.code]).toEqual([409, 'NOT_ASKED'])
  const unknown = await patient.tryOffer([{ name: 'Stranger-Letter.pdf', size: 9 }], randomUUID())
  const unasked = await patient.tryOffer([{ name: 'Stranger-Letter.pdf', size: 9 }])
  expect([unknown.error?.code, unasked.error?.code]).toEqual(['NOT_ASKED', 'NOT_ASKED'])
})
