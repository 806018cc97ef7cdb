import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReceivedFiles, Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { begin, read, type Said } from '../http.ts'
import { objectsOf } from '../objects.ts'
import { bring, type Party } from '../party.ts'
import { anna, eva } from '../people.ts'
import { allowed, bytesOf } from '../samples.ts'
import { keepSecret } from '../secrets.ts'
import { until } from '../until.ts'
import { openWorld, type World } from '../world.ts'

const [pdf, png, jpeg] = [bytesOf(allowed.pdf), bytesOf(allowed.png), bytesOf(allowed.jpeg)]
const boundary = '----chairside-test'
const type = `multipart/form-data; boundary=${boundary}`

interface Meeting {
  readonly world: World
  readonly doctor: Party
  readonly patient: Party
  readonly transfer: Transfer
  /** The ids of the offered files. */
  readonly files: readonly string[]
  post(body: Buffer, headers?: Record<string, string>): Promise<Said>
  states(): Promise<string[]>
}

async function meet(...sizes: number[]): Promise<Meeting> {
  const world = await openWorld()
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer(
    sizes.map((size, index) => ({ name: `Parts-Letter-${index}.pdf`, size })),
  )
  const path = `/v1/transfers/${transfer.id}/files`
  return {
    world,
    doctor,
    patient,
    transfer,
    files: transfer.files.map((file) => file.id),
    post: (body, headers = { 'content-type': type }) => doctor.ask('POST', path, { headers, body }),
    states: async () => (await doctor.see(transfer.id)).files.map((file) => file.state),
  }
}

/** One part as it travels. */
function part(field: string, bytes: Buffer, filename: string | undefined = 'Parts-Letter.pdf'): Buffer {
  const named = filename === undefined ? '' : `; filename="${filename}"`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"${named}\r\nContent-Type: application/pdf\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')])
}

const end = Buffer.from(`--${boundary}--\r\n`)
const form = (...parts: Buffer[]): Buffer => Buffer.concat([...parts, end])
const outcomes = (said: Said) => said.json<ReceivedFiles>().files
const isInvalid = (said: Said): void =>
  expect([said.status, said.error?.code]).toEqual([400, 'MULTIPART_INVALID'])

async function leavesNothing({ world }: Meeting): Promise<void> {
  await world.chairside.sweep()
  expect(objectsOf(world).unsealed).toEqual([])
}

test('parts that are named by their file ids arrive in any order, whatever names and types they claim', async () => {
  const meeting = await meet(pdf.length, png.length, jpeg.length)
  const { files, post, states, world, patient } = meeting
  const [first = '', second = '', third = ''] = files
  const said = await post(
    form(part(third, jpeg, '../../Climbing-Name.exe'), part(first, pdf, ''), part(second, png, 'Other-Name')),
  )
  keepSecret('Climbing-Name.exe', 'Other-Name')
  expect(said.status).toBe(200)
  expect(outcomes(said)).toEqual([third, first, second].map((id) => ({ id, state: 'ready' })))
  expect(await states()).toEqual(['ready', 'ready', 'ready'])
  expect(world.stored()).toEqual([pdf.length, png.length, jpeg.length].sort((one, other) => one - other))
  const fetched = await fetch(await patient.ticket(second))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(png)).toBe(true)
  await leavesNothing(meeting)
})

test('parts with other names come in the order of the offer, fields between them are passed over', async () => {
  const { files, post } = await meet(pdf.length, png.length)
  const field = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n`)
  const said = await post(form(field, part('file', pdf), field, part('file', png)))
  expect(outcomes(said)).toEqual(files.map((id) => ({ id, state: 'ready' })))
})

test('FormData of fetch is taken', async () => {
  const { world, doctor, transfer, files } = await meet(pdf.length, png.length)
  const body = new FormData()
  body.append(files[1] ?? '', new Blob([png]), 'Parts-Slice.png')
  body.append(files[0] ?? '', new File([pdf], 'Parts-Letter.pdf'))
  const response = await fetch(`${world.url}/v1/transfers/${transfer.id}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${doctor.token}` },
    body,
  })
  const { files: received } = (await response.json()) as ReceivedFiles
  expect(received.map((file) => file.state)).toEqual(['ready', 'ready'])
})

test('curl -F is taken, by file id and by order', async () => {
  const { world, doctor, transfer, files, states } = await meet(pdf.length, png.length, jpeg.length)
  const paths = Object.entries({ pdf, png, jpeg }).map(([name, bytes]) => {
    const path = join(world.dataDir, `picked-${name}`)
    writeFileSync(path, bytes)
    return path
  })
  const answer = await curl(
    ...['-H', `Authorization: Bearer ${doctor.token}`, '-F', `${files[2]}=@${paths[2]}`],
    ...['-F', `file=@${paths[0]}`, '-F', `file=@${paths[1]}`],
    `${world.url}/v1/transfers/${transfer.id}/files`,
  )
  expect((JSON.parse(answer) as ReceivedFiles).files).toEqual(
    [files[2], files[0], files[1]].map((id) => ({ id, state: 'ready' })),
  )
  expect(await states()).toEqual(['ready', 'ready', 'ready'])
})

test('of a good one, one that is not what its name says and another good one, two arrive and one names its reason', async () => {
  const gif = bytesOf('animation.gif')
  const meeting = await meet(pdf.length, gif.length, png.length)
  const { files, post, states, world } = meeting
  const said = await post(form(...[pdf, gif, png].map((bytes, index) => part(files[index] ?? '', bytes))))
  expect(said.status).toBe(200)
  expect(outcomes(said)).toMatchObject([
    { state: 'ready' },
    { state: 'rejected', error: { code: 'TYPE_NOT_ALLOWED' } },
    { state: 'ready' },
  ])
  expect(outcomes(said)[1]?.error?.message).toMatch(/not what its name says/)
  expect(await states()).toEqual(['ready', 'rejected', 'ready'])
  await until('the refused bytes are gone', () => world.stored().length === 2)
})

test('row 40: a body without a boundary, of another type or empty is refused, and no file has changed', async () => {
  const meeting = await meet(pdf.length)
  const { post, states, files } = meeting
  const body = form(part(files[0] ?? '', pdf))
  isInvalid(await post(body, { 'content-type': 'multipart/form-data' }))
  isInvalid(await post(body, { 'content-type': 'multipart/form-data; boundary=' }))
  isInvalid(await post(body, { 'content-type': 'multipart/form-data; boundary=another' }))
  isInvalid(await post(Buffer.alloc(0)))
  isInvalid(await post(end))
  isInvalid(await post(Buffer.from('nonsense')))
  for (const other of ['application/json', 'application/octet-stream', 'application/x-www-form-urlencoded']) {
    const said = await post(body, { 'content-type': other })
    expect([said.status, said.error?.code]).toEqual([415, 'MEDIA_TYPE_NOT_SUPPORTED'])
    expect(said.error?.message).toContain(other)
  }
  expect(await states()).toEqual(['offered'])
  await leavesNothing(meeting)
})

test('row 41: a body without its last boundary is refused, and the file can be sent again', async () => {
  const meeting = await meet(pdf.length)
  const { post, states, files } = meeting
  const whole = part(files[0] ?? '', pdf)
  for (const cut of [whole.length, whole.length - 2, whole.length - 500, 200, 30])
    isInvalid(await post(whole.subarray(0, cut)))
  expect((await states())[0]).toMatch(/^(offered|receiving)$/)
  expect(outcomes(await post(form(whole)))).toMatchObject([{ state: 'ready' }])
  await leavesNothing(meeting)
})

test('row 41: a connection that is cut in the middle of a part leaves the server well, and the file can be sent again', async () => {
  const meeting = await meet(pdf.length, png.length)
  const { world, doctor, transfer, files, post, states } = meeting
  const [first = '', second = ''] = files
  const body = form(part(first, pdf), part(second, png))
  for (const cut of [20_000, pdf.length + 40_000]) {
    const url = `${world.url}/v1/transfers/${transfer.id}/files`
    const running = begin(url, 'POST', {
      token: doctor.token,
      headers: { 'content-type': type, 'content-length': String(body.length) },
    })
    running.request.write(body.subarray(0, cut))
    await until('some of it has come', async () => {
      await world.clock.advance(100)
      return world.stored().length > 0
    })
    running.request.destroy()
  }
  const again = await until('both are ready', async () => {
    const said = await post(body)
    const now = await states()
    return now.every((state) => state === 'ready') && said
  })
  expect(again.status).toBe(200)
  await leavesNothing(meeting)
  expect(objectsOf(world).sealed).toHaveLength(2)
})

test('row 38: a part with more bytes than its file declared is rejected, its bytes are gone, its siblings arrive', async () => {
  const meeting = await meet(pdf.length - 1, png.length)
  const { post, states, files, world } = meeting
  const [first = '', second = ''] = files
  const said = await post(form(part(first, pdf), part(second, png)))
  expect(outcomes(said)).toMatchObject([
    { id: first, state: 'rejected', error: { code: 'SIZE_MISMATCH', limit: pdf.length - 1 } },
    { id: second, state: 'ready' },
  ])
  expect(await states()).toEqual(['rejected', 'ready'])
  await until('its bytes are gone', () => world.stored().length === 1)
  await leavesNothing(meeting)
})

test('a part with fewer bytes than its file declared says so, and the file can be sent again', async () => {
  const meeting = await meet(pdf.length + 1, png.length)
  const { post, files } = meeting
  const [first = '', second = ''] = files
  const said = await post(form(part(first, pdf), part(second, png)))
  expect(outcomes(said)).toMatchObject([
    {
      id: first,
      state: 'receiving',
      error: { code: 'SIZE_MISMATCH', limit: pdf.length + 1, actual: pdf.length },
    },
    { id: second, state: 'ready' },
  ])
  const whole = Buffer.concat([pdf, Buffer.from('\n')])
  expect(outcomes(await post(form(part(first, whole))))).toMatchObject([{ id: first, state: 'ready' }])
  await leavesNothing(meeting)
})

test('row 43: more files than were offered are refused with the count, and what was right has arrived', async () => {
  const meeting = await meet(pdf.length, png.length)
  const said = await meeting.post(form(part('file', pdf), part('file', png), part('file', jpeg)))
  expect([said.status, said.error]).toMatchObject([409, { code: 'FILE_COUNT_LIMIT', limit: 2, actual: 3 }])
  expect(await meeting.states()).toEqual(['ready', 'ready'])
  await leavesNothing(meeting)

  const five = await meet(...Array(5).fill(pdf.length))
  const six = await five.post(form(...Array.from({ length: 6 }, () => part('file', pdf))))
  expect([six.status, six.error]).toMatchObject([409, { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 }])
})

test('rows 42 to 46: ten thousand parts, a field that is a prototype and a header of 1 MB are refused', async () => {
  const meeting = await meet(pdf.length)
  const [file = ''] = meeting.files
  const field = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n`)
  const parts = await meeting.post(form(...Array(10_000).fill(field)))
  expect([parts.status, parts.error?.code]).toEqual([413, 'BODY_TOO_LARGE'])
  expect(parts.error?.message).not.toContain('0 B')
  isInvalid(await meeting.post(form(part('__proto__', pdf))))
  isInvalid(await meeting.post(form(part('constructor', pdf))))
  const long = await meeting.post(form(part(`${file}"; x="${'y'.repeat(1_000_000)}`, pdf)))
  expect(long.status).toBe(400)
  expect(await meeting.states()).toEqual(['offered'])
  expect(outcomes(await meeting.post(form(part(file, pdf))))).toMatchObject([{ state: 'ready' }])
})

test('a part that is sent twice is answered the first time’s outcome, one for a file of nobody goes to the next', async () => {
  const { post, files } = await meet(pdf.length, png.length)
  const [first = '', second = ''] = files
  expect(outcomes(await post(form(part(first, pdf))))).toEqual([{ id: first, state: 'ready' }])
  expect(outcomes(await post(form(part(first, pdf))))).toEqual([{ id: first, state: 'ready' }])
  expect(outcomes(await post(form(part(randomUUID(), png))))).toEqual([{ id: second, state: 'ready' }])
  const late = await post(form(part(randomUUID(), png)))
  expect([late.status, late.error?.code]).toEqual([409, 'TRANSFER_CLOSED'])
})

test('a content that often begins like the boundary, each time where the line pauses, arrives whole', async () => {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const nearly = delimiter.subarray(0, -1)
  const stretch = Buffer.alloc(5000, '%')
  const steps = [
    Buffer.concat([pdf, nearly]),
    stretch,
    Buffer.concat([stretch, delimiter.subarray(0, 6)]),
    stretch,
  ]
  const content = Buffer.concat(steps)
  const meeting = await meet(content.length)
  const { world, doctor, patient, transfer, files } = meeting
  const [file = ''] = files
  const [head = Buffer.of()] = [part(file, content)].map((whole) => whole.subarray(0, -content.length - 2))
  const running = begin(`${world.url}/v1/transfers/${transfer.id}/files`, 'POST', {
    token: doctor.token,
    headers: { 'content-type': type, 'content-length': String(form(part(file, content)).length) },
  })
  running.request.write(head)
  // What may be the boundary is held back until the next bytes come; all else is stored before those are sent.
  let sent = 0
  for (const [step, held] of [nearly.length, 0, 6, 0].entries()) {
    const bytes = steps[step] ?? Buffer.of()
    running.request.write(bytes)
    sent += bytes.length
    await until('it is stored', async () => {
      await world.clock.advance(100)
      return world.stored().reduce((sum, size) => sum + size, 0) === sent - held
    })
  }
  running.request.end(Buffer.concat([Buffer.from('\r\n'), end]))
  const said = await read(await running.head)
  expect([said.status, said.error]).toEqual([200, undefined])
  expect(outcomes(said)).toEqual([{ id: file, state: 'ready' }])
  const fetched = await fetch(await patient.ticket(file))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(content)).toBe(true)
})

function curl(...words: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn('curl', ['--silent', '--show-error', '--max-time', '20', ...words])
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.on('error', reject).on('close', () => resolve(printed))
  return promise
}
