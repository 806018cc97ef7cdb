import { randomUUID } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { fileIn, tus } from '../world/party.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { meet, offered } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)

test('rows 64 and 65: a body that does not begin where the upload stands, or ends past its size, changes nothing', async () => {
  const meeting = await meet()
  const { doctor } = meeting
  const { transfer, file } = await offered(meeting, 'Unfit-Letter.pdf', pdf.length)
  expect((await doctor.patch(file, pdf, 7)).status).toBe(409)
  expect((await doctor.patch(file, Buffer.concat([pdf, pdf]))).status).toBe(413)
  expect(fileIn(await doctor.see(transfer)).state).toBe('offered')
  expect((await doctor.patch(file, pdf)).status).toBe(204)
})

test('row 60: a version of tus that is not spoken here is told the one that is', async () => {
  const meeting = await meet()
  const { file } = await offered(meeting, 'Older-Letter.pdf', pdf.length)
  const said = await meeting.doctor.patch(file, pdf, 0, { 'tus-resumable': '0.2.2' })
  expect([said.status, said.headers['tus-version']]).toEqual([412, '1.0.0'])
})

test.each(['HEAD', 'PATCH', 'DELETE'])(
  'row 60: a %s that names no version of tus is answered 412',
  async (method) => {
    const meeting = await meet()
    const { transfer, file } = await offered(meeting, 'Unversioned-Letter.pdf', pdf.length)
    const { 'tus-resumable': _, ...headers } = tus(0)
    const said = await meeting.doctor.ask(method, pathOf(routes.sendBytes, { id: file }), {
      headers,
      ...(method === 'PATCH' ? { body: pdf } : {}),
    })
    expect([said.status, said.headers['tus-version'], said.headers['tus-resumable']]).toEqual([
      412,
      '1.0.0',
      '1.0.0',
    ])
    expect(fileIn(await meeting.doctor.see(transfer)).state).toBe('offered')
  },
)

test('row 61: an offset that is no whole number is answered 400, and nothing is taken', async () => {
  const meeting = await meet()
  const { doctor, world } = meeting
  const { file } = await offered(meeting, 'Miscounted-Letter.pdf', pdf.length)
  for (const offset of ['-1', '1e9', '0x10', '0.5', '', ' ', '+0', '00000000000000000', 'NaN']) {
    const said = await doctor.patch(file, pdf, 0, { 'upload-offset': offset })
    expect([offset, said.status, said.error?.code]).toEqual([offset, 400, 'BAD_REQUEST'])
  }
  const { 'upload-offset': _, ...headers } = tus(0)
  const none = await doctor.ask('PATCH', pathOf(routes.sendBytes, { id: file }), { headers, body: pdf })
  expect(none.status).toBe(400)
  expect(await world.stored()).toEqual([])
})

test('row 64: a body of another type is answered 400, and nothing is taken', async () => {
  const meeting = await meet()
  const { doctor, world } = meeting
  const { file } = await offered(meeting, 'Mistyped-Letter.pdf', pdf.length)
  for (const type of [
    'application/pdf',
    'application/octet-stream',
    'application/offset+octet-stream+more',
  ]) {
    const said = await doctor.patch(file, pdf, 0, { 'content-type': type })
    expect([type, said.status, said.error?.code]).toEqual([type, 400, 'BAD_REQUEST'])
  }
  expect(await world.stored()).toEqual([])
})

test('rows 63, 67, 68 and 72: nothing is created here, so what creation could get wrong changes nothing', async () => {
  const meeting = await meet()
  const { doctor, world } = meeting
  const { transfer, file } = await offered(meeting, 'Created-Letter.pdf', pdf.length)
  for (const headers of [
    { 'upload-length': '1e9' },
    { 'upload-length': String(200 * 1024 * 1024) },
    { 'upload-defer-length': '1' },
    { 'upload-concat': 'partial' },
    { 'upload-length': '9', 'upload-metadata': 'name ***,name ***' },
  ])
    for (const path of [`/v1/files/${file}/upload`, '/v1/files', `/v1/files/${randomUUID()}/upload`]) {
      const said = await doctor.ask('POST', path, { headers: { ...tus(0), ...headers } })
      expect([said.status, said.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
    }
  expect(fileIn(await doctor.see(transfer)).state).toBe('offered')
  expect(await world.stored()).toEqual([])

  const extra = { 'upload-length': '7', 'upload-metadata': 'name ***', 'upload-defer-length': '1' }
  const said = await doctor.patch(file, pdf, 0, extra)
  expect([said.status, said.headers['upload-length']]).toEqual([204, String(pdf.length)])
})

test('row 70: an id that climbs out of its address is refused', async () => {
  const meeting = await meet()
  const { file } = await offered(meeting, 'Climbing-Letter.pdf', pdf.length)
  for (const id of [
    `..%2f${file}`,
    `x%2f..%2f${file}`,
    `${file}%00`,
    '..%2f..%2fetc%2fpasswd',
    `${file}%2f.`,
  ])
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const said = await meeting.doctor.ask(method, `/v1/files/${id}/upload`, {
        headers: tus(0),
        ...(method === 'PATCH' ? { body: pdf } : {}),
      })
      expect([id.replace(file, 'file'), method, said.status]).toEqual([id.replace(file, 'file'), method, 400])
    }
  expect(await meeting.doctor.offset(file)).toBe(0)
})

test('row 71: an upload of one’s own that has expired is answered 410, one of somebody else still 404', async () => {
  const meeting = await meet()
  const { world, id, doctor, patient } = meeting
  const [never, half] = [
    await offered(meeting, 'Unsent-Letter.pdf', pdf.length),
    await offered(meeting, 'Expired-Letter.pdf', pdf.length),
  ]
  expect((await doctor.patch(half.file, pdf.subarray(0, 1000))).status).toBe(204)
  await world.end(id)
  await world.clock.advance(15 * 60_000)
  await world.chairside.sweep()
  for (const { transfer, file } of [never, half]) {
    expect(fileIn(await doctor.see(transfer)).state).toBe('expired')
    expect((await doctor.head(file)).status).toBe(410)
    const said = await doctor.patch(file, pdf)
    expect([said.status, said.error?.code]).toEqual([410, 'EXPIRED'])
    const ended = await doctor.ask('DELETE', pathOf(routes.endUpload, { id: file }), { headers: tus(0) })
    expect([ended.status, ended.error?.code]).toEqual([410, 'EXPIRED'])
    expect((await patient.head(file)).status).toBe(404)
  }
  expect(await world.stored()).toEqual([])
})
