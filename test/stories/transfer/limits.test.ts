import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { bring, fileIn, offerOf, requested } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const most = 100 * MB
const pdf = bytesOf(allowed.pdf)

/** A PDF of `size` bytes, made while it is sent. */
async function* longPdf(size: number): AsyncIterable<Buffer> {
  yield pdf
  const filler = Buffer.alloc(MB, ' ')
  for (let left = size - pdf.length; left > 0; left -= filler.length) yield filler.subarray(0, left)
}

async function meet(settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings)
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

const reports = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Knee-Report-${index + 1}.pdf`, size: pdf.length }))

test('six files in one offer are refused with the limit and the count, and nothing has changed', async () => {
  const { world, id, doctor } = await meet()
  const offer = offerOf(reports(6))
  keepSecret(...offer.files.map((file) => file.name))
  const before = await world.record(id)
  const said = await doctor.ask('POST', pathOf(routes.offerTransfer, { id }), { json: offer })
  expect(said.status).toBe(409)
  expect(said.error).toMatchObject({ code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 })

  const socket = await doctor.connect()
  const reply = await socket.command('transfer:offer', { appointment: id, ...offer })
  expect(reply).toMatchObject({ ok: false, error: { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 } })

  expect((await doctor.trySee(offer.id)).status).toBe(404)
  const [first] = offer.files
  expect((await doctor.head(first?.id ?? '')).status).toBe(404)
  expect(await world.record(id)).toEqual(before)
  const five = await doctor.tryOffer(offer.files.slice(0, 5))
  expect(five.status).toBe(200)
})

test('one file that declares 100 MB and one byte is refused before a byte moves, 100 MB is taken', async () => {
  const { doctor } = await meet()
  const said = await doctor.tryOffer([{ name: 'Whole-Spine-Series.pdf', size: most + 1 }])
  expect(said.status).toBe(413)
  expect(said.error).toMatchObject({ code: 'FILE_TOO_LARGE', limit: most, actual: most + 1 })
  expect(said.error?.message).toContain(`${most} bytes`)
  expect(said.error?.message).toContain(`${most + 1} bytes`)
  expect((await doctor.tryOffer([{ name: 'Whole-Spine-Series.pdf', size: most }])).status).toBe(200)
})

test('files that together declare 100 MB and one byte are refused, in one offer and when they are added', async () => {
  const { doctor } = await meet()
  const files = [
    { name: 'Left-Hip-Series.pdf', size: 60 * MB },
    { name: 'Right-Hip-Series.pdf', size: 40 * MB + 1 },
  ]
  const said = await doctor.tryOffer(files)
  expect(said.status).toBe(413)
  expect(said.error).toMatchObject({ code: 'TRANSFER_TOO_LARGE', limit: most, actual: most + 1 })

  const transfer = await doctor.offer(files.slice(0, 1))
  const socket = await doctor.connect()
  const add = (size: number) =>
    socket.command('transfer:add', {
      id: transfer.id,
      files: [{ id: randomUUID(), name: files[1]?.name, size }],
    })
  expect(await add(40 * MB + 1)).toMatchObject({
    ok: false,
    error: { code: 'TRANSFER_TOO_LARGE', limit: most, actual: most + 1 },
  })
  expect((await doctor.see(transfer.id)).files).toHaveLength(1)
  expect(await add(40 * MB)).toMatchObject({ ok: true })
})

test('one byte more than the declared 100 MB ends the upload, the file is rejected on both sides, its bytes are gone', async () => {
  const { world, doctor, patient } = await meet()
  const transfer = await doctor.offer([{ name: 'Whole-Spine-Series.pdf', size: most }])
  const file = fileIn(transfer)
  const said = await doctor.patch(file.id, longPdf(most + 1))
  expect(said.status).toBe(413)
  expect(said.error).toMatchObject({ code: 'SIZE_MISMATCH', limit: most })
  for (const party of [doctor, patient]) {
    const seen = await party.see(transfer.id)
    expect(seen.files[0]).toMatchObject({ state: 'rejected', code: 'SIZE_MISMATCH' })
    expect(seen.state).toBe('settled')
  }
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  const again = await doctor.patch(file.id, pdf)
  expect(again.error?.code).toBe('SIZE_MISMATCH')
})

test('exactly 100 MB without a declared length of the body is taken', async () => {
  const { world, doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Whole-Spine-Series.pdf', size: most }])
  const said = await doctor.patch(fileIn(transfer).id, longPdf(most))
  expect(said.status).toBe(204)
  expect(said.headers['upload-offset']).toBe(String(most))
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('ready')
  expect(await world.stored()).toEqual([most])
})

test('a body whose length goes past the declared size is refused, the offset stays, and the file still arrives', async () => {
  const { doctor } = await meet()
  const transfer = await doctor.offer([{ name: 'Blood-Pressure-Diary.pdf', size: pdf.length }])
  const { id } = fileIn(transfer)
  expect((await doctor.patch(id, pdf.subarray(0, 1000))).status).toBe(204)
  const tooMuch = Buffer.concat([pdf.subarray(1000), Buffer.alloc(1)])
  const said = await doctor.patch(id, tooMuch, 1000)
  expect(said.status).toBe(413)
  expect(said.error).toMatchObject({ code: 'SIZE_MISMATCH', limit: pdf.length, actual: pdf.length + 1 })
  expect(await doctor.offset(id)).toBe(1000)
  expect((await doctor.patch(id, pdf.subarray(1000), 1000)).status).toBe(204)
  expect(fileIn(await doctor.see(transfer.id)).state).toBe('ready')
})

test('of six files added at once from two tabs to an open transfer, exactly as many are taken as make it five', async () => {
  const { world, id, doctor } = await meet()
  const transfer = await doctor.offer(reports(1))
  const tabs = [await world.join(id, eva.id), await world.join(id, eva.id)]
  const adds = tabs.flatMap((tab, first) =>
    [0, 2, 4].map((second) =>
      tab.transfers[0]?.add([pick(allowed.pdf, `Ankle-Photo-${first + second}.pdf`)]),
    ),
  )
  const ends = await Promise.allSettled(adds)
  expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(4)
  const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.problem] : []))
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 })
  expect((await doctor.see(transfer.id)).files).toHaveLength(5)
  const counts = await until('both tabs show five', () =>
    tabs.every((tab) => tab.transfers[0]?.files.length === 5),
  )
  expect(counts).toBe(true)
})

test('of six offers of one appointment that has room for five files, sent at once from two tabs, exactly five win', async () => {
  const { doctor } = await meet({ limits: { liveFiles: 5 } })
  const tabs = [await doctor.connect(), await doctor.connect()]
  const offers = reports(6).map((file) => ({ appointment: doctor.appointment, ...offerOf([file]) }))
  const replies = await Promise.all(
    offers.map((offer, index) => tabs[index % 2]?.command('transfer:offer', offer)),
  )
  expect(replies.filter((reply) => reply?.ok)).toHaveLength(5)
  expect(replies.find((reply) => !reply?.ok)).toMatchObject({
    error: { code: 'APPOINTMENT_FULL', limit: 5, actual: 6 },
  })
})

test('a party that holds as many live files as an appointment may is full, the other party is not, and a withdrawn file makes room', async () => {
  const { doctor, patient } = await meet({ limits: { liveFiles: 3 } })
  const transfer = await doctor.offer(reports(3))
  const full = await doctor.tryOffer(reports(1))
  expect(full.status).toBe(409)
  expect(full.error).toMatchObject({ code: 'APPOINTMENT_FULL', limit: 3, actual: 4 })
  expect(full.error?.message).toContain('4 files; 3 is the limit')

  await patient.offer(reports(3), await requested(doctor))
  const withdrawn = await doctor.withdraw(fileIn(transfer).id)
  expect(withdrawn.status).toBe(204)
  expect((await doctor.tryOffer(reports(1))).status).toBe(200)
  expect((await doctor.tryOffer(reports(1))).error?.code).toBe('APPOINTMENT_FULL')
})

test('a party that holds as many bytes as an appointment may is full', async () => {
  const { doctor } = await meet({ limits: { liveBytes: 150 * MB } })
  await doctor.offer([{ name: 'Whole-Spine-Series.pdf', size: most }])
  const full = await doctor.tryOffer([{ name: 'Left-Hip-Series.pdf', size: 60 * MB }])
  expect(full.status).toBe(409)
  expect(full.error).toMatchObject({ code: 'APPOINTMENT_FULL', limit: 150 * MB, actual: 160 * MB })
  expect(full.error?.message).toContain('160 MB; 150 MB is the limit')
  expect((await doctor.tryOffer([{ name: 'Left-Hip-Series.pdf', size: 50 * MB }])).status).toBe(200)
})

test('the settings of a new server are fifty live files and one GiB a party', async () => {
  const { doctor } = await meet()
  for (let batch = 0; batch < 10; batch += 1) await doctor.offer(reports(5))
  expect((await doctor.tryOffer(reports(1))).error).toMatchObject({
    code: 'APPOINTMENT_FULL',
    limit: 50,
    actual: 51,
  })

  const { doctor: other } = await meet()
  for (let batch = 0; batch < 10; batch += 1)
    await other.offer([{ name: 'Whole-Spine-Series.pdf', size: most }])
  const rest = 1024 * MB - 10 * most
  const over = await other.tryOffer([{ name: 'Whole-Spine-Series.pdf', size: rest + 1 }])
  expect(over.error).toMatchObject({
    code: 'APPOINTMENT_FULL',
    limit: 1024 * MB,
    actual: 1024 * MB + 1,
  })
  const [actual, limit] = over.error?.message.match(/[\d.]+ (?:MB|bytes)/g) ?? []
  expect(actual).not.toBe(limit)
  expect((await other.tryOffer([{ name: 'Whole-Spine-Series.pdf', size: rest }])).status).toBe(200)
})

test('an empty file is refused, alone and among others', async () => {
  const { doctor } = await meet()
  for (const files of [
    [{ name: 'Empty-Letter.pdf', size: 0 }],
    [...reports(2), { name: 'Empty-Letter.pdf', size: 0 }],
  ]) {
    const said = await doctor.tryOffer(files)
    expect(said.status).toBe(415)
    expect(said.error?.code).toBe('EMPTY')
    expect(said.error?.message).toMatch(/empty/)
  }
})

test.each([
  ['mp4', /MP4 video is not accepted here\. .*PDF/],
  ['heic', /HEIC.*Photos/],
  ['xls', /\.xls.*\.xlsx/],
  ['exe', /program is not accepted/],
  ['xyz', /A \.xyz file is not accepted/],
])(
  'a file that ends with .%s is refused with a sentence that says what to do',
  async (extension, sentence) => {
    const { doctor } = await meet()
    const said = await doctor.tryOffer([{ name: `Holiday-Recording.${extension}`, size: 4000 }])
    expect(said.status).toBe(415)
    expect(said.error).toMatchObject({ code: 'EXTENSION_NOT_ALLOWED', extension })
    expect(said.error?.message).toMatch(sentence)
  },
)

test('a note of 501 characters is refused with its limit, 500 are taken; so is a reason', async () => {
  const { world, id, doctor, patient } = await meet()
  const [socket, answering] = [await doctor.connect(), await patient.connect()]
  const [fits, tooLong] = ['ž'.repeat(500), `${'ž'.repeat(500)}!`]
  keepSecret(fits, tooLong)
  const problem = { code: 'NOTE_TOO_LONG', limit: 500, actual: 501 }
  const ask = (note: string) =>
    socket.command<{ id: string; note: string }>('request:ask', {
      appointment: id,
      id: randomUUID(),
      to: anna.id,
      note,
    })
  expect(await ask(tooLong)).toMatchObject({ ok: false, error: problem })
  const sdk = await world.join(id, eva.id)
  await expect(sdk.ask({ note: tooLong })).rejects.toMatchObject({ problem })
  expect((await world.record(id)).some((line) => line.kind === 'request-asked')).toBe(false)

  const asked = await ask(fits)
  if (!asked.ok) throw new Error('the note was refused')
  expect(asked.value.note === fits).toBe(true)
  const decline = (reason: string) => answering.command('request:decline', { id: asked.value.id, reason })
  expect(await decline(tooLong)).toMatchObject({ ok: false, error: problem })
  expect(await decline(fits)).toMatchObject({ ok: true, value: { state: 'declined' } })
})
