import { KB, MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { archive } from '../gate/archive.ts'
import { compound } from '../gate/compound.ts'
import { begin, read } from '../world/http.ts'
import { tus } from '../world/party.ts'
import { eva } from '../world/people.ts'
import { allowed, bytesOf, grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { headOf, openBare } from './bare.ts'
import { expectRefused, type Meeting, meet, offered, sendAs } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)
const exe = Buffer.alloc(3 * MB, 'MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1')
const elf = Buffer.alloc(3 * MB, '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1')

/** Begins an upload on a connection of its own: sends the head and the bytes `first`, and no more. */
async function beginSending({ world, doctor }: Meeting, file: string, first: Buffer, size: number) {
  const bare = await openBare(world.url)
  const headers = { authorization: `Bearer ${doctor.token}`, 'content-length': String(size), ...tus(0) }
  await bare.write(headOf('PATCH', pathOf(routes.sendBytes, { id: file }), headers))
  await bare.write(first)
  return bare
}

test.each([
  ['a Windows program', 'pdf', exe],
  ['a Windows program', 'jpg', exe],
  ['a Linux program', 'pdf', elf],
  ['a Linux program', 'jpg', elf],
])(
  'rows 1 to 4: %s that is called .%s is refused after 24 bytes, while it is still arriving',
  async (_, ending, program) => {
    const meeting = await meet()
    const { world, doctor } = meeting
    const { transfer, file } = await offered(meeting, `Mislabelled-Letter.${ending}`, program.length)
    const bare = await beginSending(meeting, file, program.subarray(0, 24), program.length)
    const answering = bare.answer(415)
    await until('the first bytes are judged', async () => {
      await world.clock.advance(100)
      return bare.said() !== ''
    })
    const said = await answering
    expect(said).toMatch(/^connection: close\r$/im)
    expect(said).toContain('"code":"TYPE_NOT_ALLOWED"')
    await expectRefused(meeting, file, 'TYPE_NOT_ALLOWED')
    expect((await doctor.see(transfer)).state).toBe('settled')
    expect((await doctor.patch(file, pdf)).error?.code).toBe('TYPE_NOT_ALLOWED')
  },
)

test('rows 1 to 4: who goes on sending can still read the answer; after 1 MiB the connection ends', async () => {
  const meeting = await meet()
  const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', 90 * MB)
  const bare = await beginSending(meeting, file, exe.subarray(0, MB), 90 * MB)
  await bare.answer(415)
  for (let sent = 0; sent < 768 * KB; sent += 64 * KB) await bare.write(Buffer.alloc(64 * KB))
  expect(bare.ended()).toBe(undefined)
  const more = async (): Promise<void> => {
    for (let sent = 0; sent < 80 * MB; sent += MB) await bare.write(Buffer.alloc(MB))
  }
  more().catch(() => undefined)
  await until('the connection ends', async () => {
    await meeting.world.clock.advance(50)
    return bare.ended() !== undefined
  })
  // The bytes beyond those that the server reads are in the buffers of the system on both sides.
  expect(bare.socket.bytesWritten - bare.socket.writableLength).toBeLessThan(40 * MB)
  expect(await meeting.world.stored()).toEqual([])
})

test('rows 1 to 4: who goes on sending has two seconds to read the answer, then the connection ends', async () => {
  const meeting = await meet()
  const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', 90 * MB)
  const bare = await beginSending(meeting, file, exe.subarray(0, MB), 90 * MB)
  await bare.answer(415)
  await meeting.world.clock.advance(1900)
  await bare.write(Buffer.alloc(KB))
  expect(bare.ended()).toBe(undefined)
  await meeting.world.clock.advance(100)
  await until('the connection ends', () => bare.ended())
  expect(bare.ended()).toBe('end')
})

test('rows 1 to 4: a page that sends the whole file can read the answer, without the SDK and with it', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', 40 * MB)
  const program = Buffer.concat([exe, Buffer.alloc(37 * MB)])
  const response = await fetch(world.url + pathOf(routes.sendBytes, { id: file }), {
    method: 'PATCH',
    headers: { authorization: `Bearer ${doctor.token}`, ...tus(0) },
    body: program,
  })
  expect([response.status, response.headers.get('tus-resumable')]).toEqual([415, '1.0.0'])
  expect(await response.json()).toMatchObject({ error: { code: 'TYPE_NOT_ALLOWED', extension: 'exe' } })

  const practitioner = await world.join(id, eva.id)
  const renamed = new File([program], 'Mislabelled-Letter.pdf')
  const sent = await practitioner.send([renamed])
  await until('it is settled', () => sent.state === 'settled')
  expect(sent.files[0]?.status).toMatchObject({ state: 'rejected', code: 'TYPE_NOT_ALLOWED' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('rows 1 to 4: in a form, a program is refused while it is still arriving, and its siblings arrive', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const files = ['Letter', 'Program', 'Scan'].map((name) => ({
    name: `Mislabelled-${name}.pdf`,
    size: name === 'Program' ? exe.length : pdf.length,
  }))
  const transfer = await doctor.offer(files)
  const [letter = '', program = '', scan = ''] = transfer.files.map((file) => file.id)
  const part = (id: string): string =>
    `--limit\r\nContent-Disposition: form-data; name="${id}"; filename="x"\r\n\r\n`
  const form = begin(world.url + pathOf(routes.sendForm, { id: transfer.id }), 'POST', {
    token: doctor.token,
    headers: { 'content-type': 'multipart/form-data; boundary=limit', 'transfer-encoding': 'chunked' },
  })
  const say = (...pieces: (string | Buffer)[]): void => {
    for (const piece of pieces) form.request.write(piece)
  }
  say(part(letter), pdf, '\r\n', part(program), exe.subarray(0, 2 * MB))
  await expectRefused(meeting, program, 'TYPE_NOT_ALLOWED', [pdf.length])
  say(exe.subarray(2 * MB), '\r\n', part(scan), pdf, '\r\n--limit--\r\n')
  form.request.end()
  expect((await read(await form.head)).json()).toMatchObject({
    files: [
      { id: letter, state: 'ready' },
      { id: program, state: 'rejected', error: { code: 'TYPE_NOT_ALLOWED' } },
      { id: scan, state: 'ready' },
    ],
  })
})

test('rows 1 to 4: a form whose last file is a program is answered while it is still arriving; by 200, because a form names the reason of each of its files', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { transfer, file } = await offered(meeting, 'Mislabelled-Letter.pdf', 90 * MB)
  const form = begin(world.url + pathOf(routes.sendForm, { id: transfer }), 'POST', {
    token: doctor.token,
    headers: { 'content-type': 'multipart/form-data; boundary=limit', 'content-length': String(91 * MB) },
  })
  form.request.write(`--limit\r\nContent-Disposition: form-data; name="${file}"; filename="x"\r\n\r\n`)
  form.request.write(exe.subarray(0, MB))
  const said = await read(await form.head)
  expect([said.status, said.headers.connection]).toEqual([200, 'close'])
  expect(said.json()).toMatchObject({
    files: [{ id: file, state: 'rejected', error: { code: 'TYPE_NOT_ALLOWED' } }],
  })
  await expectRefused(meeting, file, 'TYPE_NOT_ALLOWED')
})

test.each([
  [
    'an installer',
    'msi',
    Buffer.concat([compound([{ name: 'x' }], { clsid: '84100c0000000000c000000000000046' })]),
  ],
  ['a Java archive', 'jar', archive([{ name: 'META-INF/MANIFEST.MF', content: 'Main-Class: A' }])],
])(
  'rows 1 to 4: %s is refused at its end, because it begins as an Office file does',
  async (_, extension, content) => {
    const meeting = await meet()
    for (const ending of ['pdf', 'jpg']) {
      const { said, file } = await sendAs(meeting, `Mislabelled-Letter.${ending}`, content)
      expect([said.status, said.error]).toMatchObject([415, { code: 'TYPE_NOT_ALLOWED', extension }])
      await expectRefused(meeting, file, 'TYPE_NOT_ALLOWED')
    }
  },
)

test('a beginning too short to be judged waits for more, also when nothing else comes on its connection', async () => {
  const meeting = await meet()
  const { doctor } = meeting
  const good = await offered(meeting, 'Short-Beginning.pdf', pdf.length)
  expect((await doctor.patch(good.file, pdf.subarray(0, 3))).status).toBe(204)
  expect((await doctor.patch(good.file, pdf.subarray(3), 3)).status).toBe(204)

  // The beginning of a program comes in two pieces, so only the check of the whole file refuses it.
  const bad = await offered(meeting, 'Short-Beginning.pdf', exe.length)
  expect((await doctor.patch(bad.file, exe.subarray(0, 23))).status).toBe(204)
  const said = await doctor.patch(bad.file, exe.subarray(23), 23)
  expect([said.status, said.error?.code]).toEqual([415, 'TYPE_NOT_ALLOWED'])
  await expectRefused(meeting, bad.file, 'TYPE_NOT_ALLOWED', [pdf.length])
})

test('other refusals during a body are read too: of a stranger, of another offset, of too many bytes', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { file } = await offered(meeting, 'Large-Letter.pdf', 20 * MB)
  const body = Buffer.from(await grownPdf(30 * MB, 'Large-Letter.pdf').arrayBuffer())
  const send = async (token: string, offset: number): Promise<unknown[]> => {
    const response = await fetch(world.url + pathOf(routes.sendBytes, { id: file }), {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, ...tus(offset) },
      body,
    })
    const { error } = (await response.json()) as { error: { code: string } }
    return [response.status, error.code]
  }
  expect(await send('nonsense', 0)).toEqual([401, 'TOKEN_INVALID'])
  expect(await send(doctor.token, 5)).toEqual([409, 'UPLOAD_OFFSET_MISMATCH'])
  expect(await send(doctor.token, 0)).toEqual([413, 'SIZE_MISMATCH'])
})
