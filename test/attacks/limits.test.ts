import { documentPolicy, judgeIntent, KB, MB, pathOf, routes, type Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { answer } from '../gate/judging.ts'
import { begin } from '../world/http.ts'
import { fileIn, offerOf } from '../world/party.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { expectRefused, meet, offered } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)
const one = [{ name: 'Added-Letter.pdf', size: pdf.length }]

test('row 35: an empty file is refused when it is offered, and a file that turns out empty never becomes ready', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const said = await doctor.tryOffer([{ name: 'Empty-Letter.pdf', size: 0 }])
  expect([said.status, said.error?.code]).toEqual([415, 'EMPTY'])
  const { transfer, file } = await offered(meeting, 'Empty-Letter.pdf', pdf.length)
  const sent = await doctor.patch(file, Buffer.alloc(0))
  expect([sent.status, sent.headers['upload-offset']]).toEqual([204, '0'])
  expect(fileIn(await doctor.see(transfer)).state).toBe('receiving')
  expect((await world.stored()).filter((size) => size > 0)).toEqual([])
})

test('row 36: a transfer of six files is refused; of six files added at once to an open transfer, one each, as many win as make it five', async () => {
  const { doctor, ears } = await meet()
  const six = await doctor.tryOffer(Array(6).fill(one[0]))
  expect([six.status, six.error]).toMatchObject([409, { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 }])

  const open = await doctor.offer(one)
  const adds = Array.from({ length: 6 }, () => ({ id: open.id, files: offerOf(one).files }))
  const replies = await Promise.all(adds.map((add) => ears[0]?.command<Transfer>('transfer:add', add)))
  // The open transfer has one file already, so four more fit.
  expect(replies.filter((reply) => reply?.ok)).toHaveLength(4)
  for (const reply of replies.filter((reply) => !reply?.ok))
    expect(reply).toMatchObject({ error: { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 } })
  expect((await doctor.see(open.id)).files).toHaveLength(5)
})

test('row 37: files of more than 100 MB together are refused before a byte moves, as is one alone', async () => {
  const { world, id, doctor } = await meet()
  const parts = [60 * MB, 40 * MB + 1].map((size, at) => ({ name: `Whole-Series-${at}.pdf`, size }))
  const together = await doctor.tryOffer(parts)
  expect([together.status, together.error?.code]).toEqual([413, 'TRANSFER_TOO_LARGE'])
  const alone = await doctor.tryOffer([{ name: 'Whole-Series.pdf', size: 100 * MB + 1 }])
  expect([alone.status, alone.error?.code]).toEqual([413, 'FILE_TOO_LARGE'])
  expect((await world.record(id)).map((line) => line.kind)).toEqual(['appointment-registered'])
})

test('row 38: a file that declares 1 MB and sends 200 MB is refused at the first byte over, and what follows is not taken', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { file } = await offered(meeting, 'Growing-Letter.pdf', MB)
  let sent = 0
  async function* endless(): AsyncIterable<Buffer> {
    yield pdf
    for (sent = pdf.length; sent < 200 * MB; sent += 64 * KB) yield Buffer.alloc(64 * KB)
  }
  const said = await doctor.patch(file, endless())
  expect([said.status, said.error]).toMatchObject([413, { code: 'SIZE_MISMATCH', limit: MB }])
  expect(said.headers.connection).toBe('close')
  expect(sent).toBeLessThan(50 * MB)
  await expectRefused(meeting, file, 'SIZE_MISMATCH')
  expect(await world.stored()).toEqual([])
})

test('row 38: in a form, a part that goes on for ever is refused at the first byte over and ends the form; by 200, because a form names the reason of each of its files', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { transfer, file } = await offered(meeting, 'Growing-Letter.pdf', MB)
  const form = begin(world.url + pathOf(routes.sendForm, { id: transfer }), 'POST', {
    token: doctor.token,
    headers: { 'content-type': 'multipart/form-data; boundary=limit', 'transfer-encoding': 'chunked' },
  })
  form.request.write(`--limit\r\nContent-Disposition: form-data; name="${file}"; filename="x"\r\n\r\n`)
  form.request.write(pdf)
  for (let part = 0; part < 4; part += 1) form.request.write(Buffer.alloc(MB))
  const answer = await form.head
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close'])
  await expectRefused(meeting, file, 'SIZE_MISMATCH')
})

test('row 38: a part that never ends, ends its form once it has as many bytes as the largest file', async () => {
  const meeting = await meet()
  const { doctor } = meeting
  const transfer = await doctor.offer([
    { name: 'Growing-Letter.pdf', size: MB },
    { name: 'Honest-Letter.pdf', size: pdf.length },
  ])
  let sent = 0
  async function* endless(): AsyncIterable<Buffer> {
    yield Buffer.from(
      `--limit\r\nContent-Disposition: form-data; name="${fileIn(transfer).id}"; filename="x"\r\n\r\n`,
    )
    yield pdf
    for (; sent < 300 * MB; sent += MB) yield Buffer.alloc(MB)
  }
  const said = await doctor.ask('POST', pathOf(routes.sendForm, { id: transfer.id }), {
    headers: { 'content-type': 'multipart/form-data; boundary=limit' },
    body: endless(),
  })
  expect([said.status, said.error?.code]).toEqual([413, 'FILE_TOO_LARGE'])
  expect(sent).toBeGreaterThan(100 * MB)
  expect(sent).toBeLessThan(200 * MB)
  await expectRefused(meeting, fileIn(transfer).id, 'SIZE_MISMATCH')
  const honest = fileIn(transfer, 1)
  expect((await doctor.patch(honest.id, pdf)).status).toBe(204)
})

test('row 39: a PDF of 20 MB is too large for a document, and a Word file is none; asked of the policy, for documents have no address yet', async () => {
  const intent = { name: 'Large-Plan.pdf', size: 20 * MB }
  expect(judgeIntent(documentPolicy, intent)).toMatchObject({ code: 'FILE_TOO_LARGE', limit: 10 * MB })
  expect(judgeIntent(documentPolicy, { name: 'Plan.docx', size: 900 })).toMatchObject({
    code: 'EXTENSION_NOT_ALLOWED',
  })
  const terms = { policy: documentPolicy }
  const large = Buffer.concat([pdf, Buffer.alloc(20 * MB - pdf.length)])
  expect(await answer(large, terms)).toBe('FILE_TOO_LARGE')
  expect(await answer(bytesOf(allowed.docx), terms)).toBe('TYPE_NOT_ALLOWED')
})

test('row 58: a program under the name of a PDF is refused by its ending, whatever its content', async () => {
  const { doctor } = await meet()
  for (const name of [
    'evil.pdf.exe',
    'evil.pdf.EXE',
    'evil.pdf.exe.',
    'evil.pdf .exe ',
    'evil\u202Efdp.exe',
  ]) {
    const said = await doctor.tryOffer([{ name, size: pdf.length }])
    expect([said.status, said.error]).toMatchObject([
      415,
      { code: 'EXTENSION_NOT_ALLOWED', extension: 'exe' },
    ])
  }
})

test('row 59: two files whose names differ in nothing but their case are told apart where they are saved side by side', async () => {
  const { doctor } = await meet()
  const transfer = await doctor.offer(
    ['Letter.pdf', 'letter.PDF', 'LETTER.PDF'].map((name) => ({ name, size: pdf.length })),
  )
  for (const { id } of transfer.files) expect((await doctor.patch(id, pdf)).status).toBe(204)
  const names = (await doctor.see(transfer.id)).files.map((file) => file.name)
  expect(names).toEqual(['Letter.pdf', 'letter (2).pdf', 'LETTER (3).pdf'])
})
