import { gzipSync } from 'node:zlib'
import { KB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { tus } from '../world/party.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { type Bare, headOf, openBare } from './bare.ts'
import { type Meeting, meet, offered } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)

async function beginSending(
  { world, doctor }: Meeting,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'PATCH',
): Promise<Bare> {
  const bare = await openBare(world.url)
  await bare.write(headOf(method, path, { authorization: `Bearer ${doctor.token}`, ...headers }))
  return bare
}

/** Waits until an object of `bytes` bytes is stored. */
async function stored({ world }: Meeting, bytes: number): Promise<void> {
  await until('what came is stored', async () => {
    await world.clock.advance(100)
    return (await world.stored()).includes(bytes)
  })
}

test('row 47: a body that is shorter than its length and then silent is answered 408 after 30 s, and what came is kept', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { transfer, file } = await offered(meeting, 'Silent-Letter.pdf', pdf.length)
  const bare = await beginSending(meeting, pathOf(routes.sendBytes, { id: file }), {
    ...tus(0),
    'content-length': String(pdf.length),
  })
  await bare.write(pdf.subarray(0, 5000))
  await stored(meeting, 5000)
  await world.clock.advance(28_000)
  expect(bare.said()).toBe('')
  await world.clock.advance(4000)
  expect(await bare.answer(408)).toContain('"code":"UPLOAD_TOO_SLOW"')
  await until('its connection ends', async () => {
    await world.clock.advance(100)
    return bare.ended()
  })

  expect((await doctor.see(transfer)).files).toMatchObject([{ state: 'receiving', bytes: 5000 }])
  expect(await doctor.offset(file)).toBe(5000)
  expect((await doctor.patch(file, pdf.subarray(5000), 5000)).status).toBe(204)
})

test('row 47: a body of one byte a second is answered 408 after 60 s, and what came is kept', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const { file } = await offered(meeting, 'Trickling-Letter.pdf', pdf.length)
  const bare = await beginSending(meeting, pathOf(routes.sendBytes, { id: file }), {
    ...tus(0),
    'content-length': String(pdf.length),
  })
  const begun = world.clock.now()
  /** Time stands once the answer is due: it may take its time to come. */
  const pass = async (ms: number): Promise<void> => {
    if (world.clock.now() - begun < 62_000) await world.clock.advance(ms)
  }
  let sent = 0
  for (; sent < 70 && bare.said() === ''; sent += 1) {
    await bare.write(pdf.subarray(sent, sent + 1))
    await until('it is stored, or too late', async () => {
      await pass(100)
      return (await world.stored()).includes(sent + 1) || bare.said() !== ''
    })
    await pass(900)
  }
  expect(await bare.answer(408)).toContain('"code":"UPLOAD_TOO_SLOW"')
  const took = world.clock.now() - begun
  expect(took).toBeGreaterThanOrEqual(59_000)
  expect(took).toBeLessThanOrEqual(65_000)
  const offset = await doctor.offset(file)
  expect(offset).toBeGreaterThanOrEqual(sent - 1)
  expect((await doctor.patch(file, pdf.subarray(offset), offset)).status).toBe(204)
})

test('row 47: a slow line that brings 2 KiB a second is left alone, however long it takes', async () => {
  const meeting = await meet()
  const { world } = meeting
  const long = Buffer.concat([pdf, Buffer.alloc(400 * KB, ' ')])
  const { file } = await offered(meeting, 'Slow-Letter.pdf', long.length)
  const bare = await beginSending(meeting, pathOf(routes.sendBytes, { id: file }), {
    ...tus(0),
    'content-length': String(long.length),
  })
  const begun = world.clock.now()
  let sent = 0
  for (; world.clock.now() - begun < 130_000; sent += 2 * KB) {
    await bare.write(long.subarray(sent, sent + 2 * KB))
    await stored(meeting, sent + 2 * KB)
    await world.clock.advance(800)
  }
  expect(bare.said()).toBe('')
  await bare.write(long.subarray(sent))
  await until('the answer', async () => {
    await world.clock.advance(100)
    return bare.said().startsWith('HTTP/1.1 204 ')
  })
})

test.each(['in the middle of a part', 'between two parts', 'before the first part'])(
  'row 47: a form that falls silent %s is answered 408, and its files can be sent again',
  async (moment) => {
    const meeting = await meet()
    const { world, doctor } = meeting
    const transfer = await doctor.offer([
      { name: 'Silent-Letter.pdf', size: pdf.length },
      { name: 'Silent-Scan.pdf', size: pdf.length },
    ])
    const bare = await beginSending(
      meeting,
      pathOf(routes.sendForm, { id: transfer.id }),
      { 'content-type': 'multipart/form-data; boundary=limit', 'content-length': '900000' },
      'POST',
    )
    const part =
      '--limit\r\nContent-Disposition: form-data; name="file"; filename="Silent-Letter.pdf"\r\n\r\n'
    if (moment !== 'before the first part') await bare.write(part)
    if (moment === 'in the middle of a part') await bare.write(pdf.subarray(0, 9000))
    if (moment === 'between two parts') {
      await bare.write(Buffer.concat([pdf, Buffer.from('\r\n--limit\r\nContent-')]))
      await until('the first has come', async () => (await world.stored()).includes(pdf.length))
    }
    await until('it is answered', async () => {
      await world.clock.advance(5000)
      return bare.said() !== ''
    })
    expect(await bare.answer(408)).toContain('"code":"UPLOAD_TOO_SLOW"')
    const states = (await doctor.see(transfer.id)).files.map((file) => file.state)
    expect(states[0]).toBe(
      { 'before the first part': 'offered', 'between two parts': 'ready' }[moment] ?? 'receiving',
    )
    for (const file of transfer.files)
      if (states[0] !== 'ready' || file.id !== transfer.files[0]?.id) {
        const offset = await doctor.offset(file.id)
        expect((await doctor.patch(file.id, pdf.subarray(offset), offset)).status).toBe(204)
      }
  },
)

test('row 48: a body with two lengths is answered 400, and nothing of it is taken', async () => {
  const meeting = await meet()
  const { file } = await offered(meeting, 'Smuggled-Letter.pdf', pdf.length)
  for (const headers of [
    { 'content-length': '10', 'transfer-encoding': 'chunked' },
    { 'transfer-encoding': 'chunked', 'content-length': '10' },
    { 'transfer-encoding': 'chunked, identity' },
    { 'content-length': '10, 11' },
    { 'content-length': '-1' },
    { 'content-length': '0x10' },
  ]) {
    const bare = await beginSending(meeting, pathOf(routes.sendBytes, { id: file }), {
      ...tus(0),
      ...headers,
    })
    await bare.write('5\r\n%PDF-\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')
    expect([headers, await bare.answer(400)]).toEqual([headers, expect.stringContaining('"BAD_REQUEST"')])
    await until('its connection ends', () => bare.ended())
    expect(bare.said().match(/HTTP\/1\.1/g)).toHaveLength(1)
  }
  expect(await meeting.world.stored()).toEqual([])
  expect(await meeting.doctor.offset(file)).toBe(0)
})

test('row 49: a packed body is answered 415 and not unpacked, whatever it is a body of', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const { transfer, file } = await offered(meeting, 'Packed-Letter.pdf', pdf.length)
  for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'x-gzip', 'identity, gzip']) {
    const said = await doctor.patch(file, gzipSync(pdf), 0, { 'content-encoding': coding })
    expect([coding, said.status, said.error?.code]).toEqual([coding, 415, 'MEDIA_TYPE_NOT_SUPPORTED'])
    expect(said.headers['accept-encoding']).toBe('identity')
  }
  const packed = { 'content-encoding': 'gzip' }
  const form = await doctor.ask('POST', pathOf(routes.sendForm, { id: transfer }), {
    headers: { ...packed, 'content-type': 'multipart/form-data; boundary=limit' },
    body: gzipSync('--limit--'),
  })
  const json = await doctor.ask('POST', pathOf(routes.offerTransfer, { id }), {
    headers: { ...packed, 'content-type': 'application/json' },
    body: gzipSync('{}'),
  })
  expect([form.status, json.status]).toEqual([415, 415])
  expect(await world.stored()).toEqual([])
  const sent = await doctor.patch(file, pdf, 0, { 'content-encoding': 'identity' })
  expect(sent.status).toBe(204)
})
