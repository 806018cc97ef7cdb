import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Limits } from '../../server/src/limits.ts'
import { unhurriedCalls } from '../world/at-once.ts'
import { type Asked, ask, begin, read, type Said } from '../world/http.ts'
import { objectsOf } from '../world/objects.ts'
import { bring, fileIn, type Party, requested, reregister, tus } from '../world/party.ts'
import { anna, eva, peter } from '../world/people.ts'
import { allowed, bytesOf, grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { openWorld, type World } from '../world/world.ts'

const pdf = bytesOf(allowed.pdf)

async function meet(
  limits: Partial<Limits> = {},
): Promise<{ world: World; id: string; doctor: Party; patient: Party }> {
  const world = await openWorld({ limits })
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/** Sends a file to the patient. Gives the ways to fetch it. */
async function sent(bytes: Buffer = pdf, limits: Partial<Limits> = {}) {
  const { world, id, doctor, patient } = await meet(limits)
  const transfer = await doctor.offer([{ name: 'Gait-Analysis.pdf', size: bytes.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, bytes)).status).toBe(204)
  const url = await patient.ticket(file)
  const fetchIt = (asked: Asked = {}, method = 'GET'): Promise<Said> => ask(url, method, asked)
  const range = (value: string): Promise<Said> => fetchIt({ headers: { range: value } })
  const see = async () => fileIn(await doctor.see(transfer.id))
  return { world, id, doctor, patient, transfer: transfer.id, file, url, fetchIt, range, see }
}

const isWhole = (said: Said): void => {
  expect(said.status).toBe(200)
  expect(said.headers['content-range']).toBeUndefined()
  expect(said.headers['content-length']).toBe(String(pdf.length))
  expect(said.body.equals(pdf)).toBe(true)
}

test('row 73: a range of one byte answers 206 and that byte', async () => {
  const { range } = await sent()
  const first = await range('bytes=0-0')
  expect(first.status).toBe(206)
  expect(first.headers['content-range']).toBe(`bytes 0-0/${pdf.length}`)
  expect(first.headers['content-length']).toBe('1')
  expect(first.body.equals(pdf.subarray(0, 1))).toBe(true)
  const last = await range('bytes=-1')
  expect(last.headers['content-range']).toBe(`bytes ${pdf.length - 1}-${pdf.length - 1}/${pdf.length}`)
  expect(last.body.equals(pdf.subarray(-1))).toBe(true)
  const rest = await range('bytes=100-')
  expect(rest.body.equals(pdf.subarray(100))).toBe(true)
  const beyond = await range(`bytes=${pdf.length - 2}-999999999`)
  expect(beyond.body.equals(pdf.subarray(-2))).toBe(true)
})

test('row 74: a range behind the end answers 416 with the size, and no byte', async () => {
  const { range, see } = await sent()
  for (const value of [
    'bytes=999999999-',
    `bytes=${pdf.length}-`,
    'bytes=-0',
    'bytes=999999999999999-999999999999999',
  ]) {
    const said = await range(value)
    expect([value, said.status]).toEqual([value, 416])
    expect(said.headers['content-range']).toBe(`bytes */${pdf.length}`)
    expect(said.body.length).toBe(0)
  }
  expect((await see()).state).toBe('ready')
})

test.each([
  'bytes=5-2',
  'items=0-1',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes 0-1',
  'bytes=0-1;',
  '0-1',
  'bytes=--1',
])('row 75: the range header "%s" is none and answers 200 and the whole', async (value) => {
  const { range } = await sent()
  isWhole(await range(value))
})

test('row 76: a thousand or overlapping ranges answer 200 and the whole once, never many times the bytes', async () => {
  const { range } = await sent()
  const thousand = Array.from({ length: 1000 }, (_, index) => `${index}-${index}`).join(',')
  for (const value of [`bytes=${thousand}`, 'bytes=0-,0-,0-', 'bytes=0-10,5-15', 'bytes=0-0,-1'])
    isWhole(await range(value))
})

test('row 77: a range of another version answers 200 and the whole, of this version the range', async () => {
  const { fetchIt } = await sent()
  const etag = String((await fetchIt({}, 'HEAD')).headers.etag)
  expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
  for (const condition of ['"old"', `W/${etag}`, 'Fri, 20 Nov 2026 14:00:00 GMT', etag.slice(1, -1)])
    isWhole(await fetchIt({ headers: { range: 'bytes=0-9', 'if-range': condition } }))
  const said = await fetchIt({ headers: { range: 'bytes=0-9', 'if-range': etag } })
  expect([said.status, said.body.length]).toEqual([206, 10])
})

test('row 78: HEAD answers the headers of GET without a body, whatever range it names, and is never a receipt', async () => {
  const { world, id, file, patient, fetchIt, see } = await sent(pdf, unhurriedCalls)
  const view = await patient.ticket(file, 'view')
  const heads = [
    await fetchIt({}, 'HEAD'),
    await fetchIt({ headers: { range: 'bytes=0-9' } }, 'HEAD'),
    await fetchIt({ headers: { range: `bytes=${pdf.length - 1}-` } }, 'HEAD'),
  ]
  const viewHead = await ask(view, 'HEAD')
  expect((await see()).state).toBe('ready')
  const kinds = (await world.record(id)).map((line) => line.kind)
  expect(kinds).not.toContain('file-downloaded')
  expect(kinds).not.toContain('file-viewed')
  const got = await fetchIt()
  // What is left of a limit is less with each request.
  const { date: _, connection: __, 'keep-alive': ___, ratelimit: ____, ...wanted } = got.headers
  for (const head of heads) {
    expect(head.status).toBe(200)
    expect(head.body.length).toBe(0)
    expect(head.headers).toMatchObject(wanted)
  }
  expect(wanted).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(pdf.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
    'referrer-policy': 'no-referrer',
  })
  const inert = "default-src 'none'; sandbox; frame-ancestors 'none'"
  expect(viewHead.headers).toMatchObject({ ...wanted, 'content-security-policy': inert })
  await until('the GET is a receipt', async () => (await see()).state === 'downloaded')
})

test('row 83: a participant who is removed while downloading loses the stream within a second, and is answered 404 from then on', async () => {
  const big = Buffer.from(await grownPdf(40 * MB, 'Gait-Analysis.pdf').arrayBuffer())
  const { world, id, patient, transfer, file, url, see } = await sent(big)
  const socket = await patient.connect()
  const download = begin(url, 'GET')
  download.request.end()
  const message = await download.head
  message.pause()

  await reregister(world, id, { patients: [peter] })
  await until('the socket is closed', () => !socket.connected, 100)
  expect(socket.heard.at(-1)).toMatchObject({ name: 'goodbye', payload: { code: 'NOT_FOUND' } })
  await world.clock.advance(1000)
  const said = await read(message)
  expect(said.cut).toBe(true)
  expect(said.body.length).toBeLessThan(big.length)

  expect((await ask(url, 'GET')).error?.code).toBe('NOT_FOUND')
  expect((await patient.trySee(transfer)).status).toBe(404)
  const ticket = await patient.tryTicket(file)
  expect(ticket.error?.code).toBe('NOT_FOUND')
  expect((await see()).state).toBe('ready')
})

test('row 83: a participant who is removed while uploading loses the stream within a second, and is answered 404 from then on', async () => {
  const { world, id, doctor, patient } = await meet()
  const request = await requested(doctor)
  const transfer = await patient.offer([{ name: 'Gait-Diary.pdf', size: pdf.length }], request)
  const { id: file } = fileIn(transfer)
  const path = pathOf(routes.sendBytes, { id: file })
  const upload = begin(world.url + path, 'PATCH', { token: patient.token, headers: tus(0) })
  upload.request.write(pdf.subarray(0, 1000))
  await until('bytes come', async () => {
    await world.clock.advance(100)
    return (await world.stored()).includes(1000)
  })

  await reregister(world, id, { patients: [peter] })
  const said = await read(await upload.head)
  // The answer to the running upload says what happened: the file was withdrawn when its sender was removed.
  expect([said.status, said.error?.code]).toEqual([410, 'WITHDRAWN'])
  expect(said.headers.connection).toBe('close')
  expect((await patient.patch(file, pdf.subarray(1000), 1000)).status).toBe(404)
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('withdrawn')
})

test('row 83: an appointment that ends meanwhile cuts nothing that runs', async () => {
  const big = Buffer.from(await grownPdf(20 * MB, 'Gait-Analysis.pdf').arrayBuffer())
  const { world, id, doctor, patient, url, see } = await sent(big, unhurriedCalls)
  const late = fileIn(await doctor.offer([{ name: 'Late-Letter.pdf', size: pdf.length }]))
  const download = begin(url, 'GET')
  download.request.end()
  const message = await download.head
  message.pause()
  const path = pathOf(routes.sendBytes, { id: late.id })
  const upload = begin(world.url + path, 'PATCH', { token: doctor.token, headers: tus(0) })
  upload.request.write(pdf.subarray(0, 1000))

  expect((await world.end(id)).status).toBe(200)
  await world.clock.advance(2000)
  upload.request.end(pdf.subarray(1000))
  expect((await read(await upload.head)).status).toBe(204)
  const said = await read(message)
  expect(said.cut).toBe(false)
  expect(said.body.equals(big)).toBe(true)
  await until('the download is seen', async () => (await see()).state === 'downloaded')

  const ticket = await patient.ticket(late.id)
  expect((await ask(ticket, 'GET')).body.equals(pdf)).toBe(true)
  expect((await doctor.tryOffer([{ name: 'Too-Late.pdf', size: 9 }])).error?.code).toBe('APPOINTMENT_ENDED')
  expect(objectsOf(world).unsealed).toEqual([])
})
