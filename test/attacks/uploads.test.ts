import { expect, test } from 'vitest'
import { fileIn, tus } from '../party.ts'
import { allowed, bytesOf } from '../samples.ts'
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
  const headers = { ...tus(0), 'tus-resumable': '0.2.2' }
  const said = await meeting.doctor.ask('PATCH', `/v1/files/${file}/upload`, { headers, body: pdf })
  expect([said.status, said.headers['tus-version']]).toEqual([412, '1.0.0'])
})
