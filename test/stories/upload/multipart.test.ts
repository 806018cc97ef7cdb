import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathOf, type ReceivedFiles, routes, type Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { begin, read, type Said } from '../../world/http.ts'
import { bring, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

const [pdf, png, jpeg] = [bytesOf(allowed.pdf), bytesOf(allowed.png), bytesOf(allowed.jpeg)]
/** The name of file number `index` of the offer. */
const letter = (index: number): string => `Parts-Letter-${index}.pdf`
const boundary = '----chairside-test'
const type = `multipart/form-data; boundary=${boundary}`

interface Meeting {
  readonly world: World
  readonly doctor: Party
  readonly patient: Party
  readonly transfer: Transfer
  /** The ids of the offered files. */
  readonly files: readonly string[]
  /** The address for forms. */
  readonly url: string
  post(body: Buffer, headers?: Record<string, string>): Promise<Said>
  states(): Promise<string[]>
}

async function meet(...sizes: number[]): Promise<Meeting> {
  const world = await openWorld()
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer(sizes.map((size, index) => ({ name: letter(index), size })))
  const path = pathOf(routes.sendForm, { id: transfer.id })
  return {
    world,
    doctor,
    patient,
    transfer,
    files: transfer.files.map((file) => file.id),
    url: world.url + path,
    post: (body, headers = { 'content-type': type }) => doctor.ask('POST', path, { headers, body }),
    states: async () => (await doctor.see(transfer.id)).files.map((file) => file.state),
  }
}

/** The bytes of one part. */
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
  expect(await world.arriving()).toBe(0)
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
  expect(await world.stored()).toEqual(
    [pdf.length, png.length, jpeg.length].sort((one, other) => one - other),
  )
  const fetched = await fetch(await patient.ticket(second))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(png)).toBe(true)
  await leavesNothing(meeting)
})

test('parts with other names are told apart by the filename, fields between them are passed over', async () => {
  const { files, post } = await meet(pdf.length, png.length)
  const field = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n`)
  const said = await post(form(field, part('file', png, letter(1)), field, part('file', pdf, letter(0))))
  expect(outcomes(said)).toEqual([files[1], files[0]].map((id) => ({ id, state: 'ready' })))
})

test('FormData of fetch is taken', async () => {
  const { doctor, files, url } = await meet(pdf.length, png.length)
  const body = new FormData()
  body.append(files[1] ?? '', new Blob([png]), 'Parts-Slice.png')
  body.append(files[0] ?? '', new File([pdf], 'Parts-Letter.pdf'))
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${doctor.token}` },
    body,
  })
  const { files: received } = (await response.json()) as ReceivedFiles
  expect(received.map((file) => file.state)).toEqual(['ready', 'ready'])
})

test('curl -F is taken, by file id and by filename', async () => {
  const { world, doctor, transfer, files, states } = await meet(pdf.length, png.length, jpeg.length)
  const paths = [pdf, png, jpeg].map((bytes, index) => {
    const path = join(world.dataDir, letter(index))
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
  await until('the refused bytes are gone', async () => (await world.stored()).length === 2)
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
  const { world, doctor, files, url, post, states } = meeting
  const [first = '', second = ''] = files
  const body = form(part(first, pdf), part(second, png))
  for (const cut of [20_000, pdf.length + 40_000]) {
    const running = begin(url, 'POST', {
      token: doctor.token,
      headers: { 'content-type': type, 'content-length': String(body.length) },
    })
    running.request.write(body.subarray(0, cut))
    await until('some of it has come', async () => {
      await world.clock.advance(100)
      return (await world.stored()).length > 0
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
  expect(await world.stored()).toHaveLength(2)
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
  await until('its bytes are gone', async () => (await world.stored()).length === 1)
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

test('row 43: more files than were offered are refused, and what was right has arrived', async () => {
  const meeting = await meet(pdf.length, png.length)
  const [first = '', second = ''] = meeting.files
  const said = await meeting.post(form(part(first, pdf), part(second, png), part('file', jpeg)))
  expect([said.status, said.error?.code]).toEqual([400, 'PART_UNKNOWN'])
  expect(await meeting.states()).toEqual(['ready', 'ready'])
  await leavesNothing(meeting)

  const five = await meet(...Array(5).fill(pdf.length))
  const six = await five.post(form(...[...five.files, 'more'].map((field) => part(field, pdf))))
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

test('a part that is sent again gets the first outcome, unless its content differs', async () => {
  const { post, files, patient } = await meet(pdf.length, png.length)
  const [first = ''] = files
  expect(outcomes(await post(form(part(first, pdf))))).toEqual([{ id: first, state: 'ready' }])
  expect(outcomes(await post(form(part(first, pdf))))).toEqual([{ id: first, state: 'ready' }])
  const other = Buffer.concat([pdf.subarray(0, -1), Buffer.from('x')])
  for (const wrong of [other, pdf.subarray(1), Buffer.concat([pdf, pdf])])
    expect(outcomes(await post(form(part(first, wrong))))).toMatchObject([
      { id: first, state: 'ready', error: { code: 'CONFLICT' } },
    ])
  const fetched = await fetch(await patient.ticket(first))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(pdf)).toBe(true)
})

test('a part that belongs to no file of the transfer, or may be one of several, is refused before a byte is kept', async () => {
  const meeting = await meet(pdf.length, pdf.length)
  const { post, states, doctor, world, files } = meeting
  const isUnknown = (said: Said) => expect([said.status, said.error?.code]).toEqual([400, 'PART_UNKNOWN'])
  isUnknown(await post(form(part(randomUUID(), pdf, letter(0)))))
  isUnknown(await post(form(part('file', pdf, 'Parts-Unheard.pdf'))))
  isUnknown(await post(form(part('file', pdf, ''))))
  expect(await states()).toEqual(['offered', 'offered'])
  const twins = await doctor.offer([
    { name: 'Parts-Twin.pdf', size: pdf.length },
    { name: 'Parts-Twin.pdf', size: pdf.length },
  ])
  const twin = await doctor.ask('POST', pathOf(routes.sendForm, { id: twins.id }), {
    headers: { 'content-type': type },
    body: form(part('file', pdf, 'Parts-Twin.pdf')),
  })
  isUnknown(twin)
  expect(await world.stored()).toEqual([])
  // Two parts of one form for the same file are refused as well.
  isUnknown(await post(form(part(files[0] ?? '', pdf), part('file', pdf, letter(0)))))
  await leavesNothing(meeting)
})

test('a form whose second part was cut is sent again whole, and each file has its own content', async () => {
  const meeting = await meet(pdf.length, png.length)
  const { world, doctor, patient, files, url, post, states } = meeting
  const body = form(part('file', pdf, letter(0)), part('file', png, letter(1)))
  const running = begin(url, 'POST', {
    token: doctor.token,
    headers: { 'content-type': type, 'content-length': String(body.length) },
  })
  running.request.write(body.subarray(0, body.length - png.length / 2))
  await until('the first is ready', async () => {
    await world.clock.advance(100)
    return (await states())[0] === 'ready'
  })
  running.request.destroy()
  const again = await post(body)
  expect(outcomes(again)).toEqual(files.map((id) => ({ id, state: 'ready' })))
  for (const [index, bytes] of [pdf, png].entries()) {
    const fetched = await fetch(await patient.ticket(files[index] ?? ''))
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true)
  }
  await leavesNothing(meeting)
})

test('the bytes of a part that ended wrong are dropped, and the file that is sent after it has none of them', async () => {
  const content = Buffer.concat([pdf, Buffer.alloc(40_000, 'r')])
  const wrong = Buffer.concat([pdf, Buffer.alloc(20_000, 'w')])
  const meeting = await meet(content.length)
  const { world, doctor, patient, files, url, post } = meeting
  const [file = ''] = files
  const short = await post(form(part(file, wrong)))
  expect(outcomes(short)).toMatchObject([{ state: 'receiving', error: { code: 'SIZE_MISMATCH' } }])
  expect(await doctor.offset(file)).toBe(0)
  const running = begin(url, 'POST', {
    token: doctor.token,
    headers: { 'content-type': type, 'content-length': String(form(part(file, content)).length) },
  })
  running.request.write(part(file, wrong).subarray(0, -1000))
  await until('some of it has come', async () => {
    await world.clock.advance(100)
    return (await world.stored()).some((size) => size > 10_000)
  })
  running.request.destroy()
  await until('it is dropped', async () => (await doctor.offset(file)) === 0)
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  const [first, rest] = [content.subarray(0, 30_000), content.subarray(30_000)]
  expect((await doctor.patch(file, first)).status).toBe(204)
  expect((await doctor.patch(file, rest, first.length)).status).toBe(204)
  const fetched = await fetch(await patient.ticket(file))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(content)).toBe(true)
  await leavesNothing(meeting)
})

test('ids in capitals are the same ids on every way in', async () => {
  const { doctor, patient, files, transfer, post, states, world } = await meet(pdf.length, png.length)
  const [first = '', second = ''] = files
  const upper = (id: string) => id.toUpperCase()
  expect(outcomes(await post(form(part(upper(second), png))))).toEqual([{ id: second, state: 'ready' }])
  expect((await doctor.patch(upper(first), pdf)).status).toBe(204)
  expect(await doctor.see(upper(transfer.id))).toMatchObject({ id: transfer.id })
  const fetched = await fetch(await patient.ticket(upper(first)))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(pdf)).toBe(true)
  await until('the first is downloaded', async () => {
    await world.clock.advance(100)
    return (await states())[0] === 'downloaded'
  })
  expect(await states()).toEqual(['downloaded', 'ready'])
  const again = await doctor.ask('POST', pathOf(routes.offerTransfer, { id: doctor.appointment }), {
    json: {
      id: upper(transfer.id),
      to: transfer.to,
      files: transfer.files.map(({ id, size }, index) => ({ id: upper(id), name: letter(index), size })),
    },
  })
  expect([again.status, again.json<Transfer>().files.map(({ id }) => id)]).toEqual([200, files])
  const socket = await doctor.connect()
  expect(await socket.command('file:withdraw', { id: upper(second) })).toMatchObject({ ok: true })
  expect((await world.record(doctor.appointment)).filter(({ kind }) => kind === 'file-offered')).toHaveLength(
    2,
  )
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
  const { world, doctor, patient, files, url } = meeting
  const [file = ''] = files
  const [head = Buffer.of()] = [part(file, content)].map((whole) => whole.subarray(0, -content.length - 2))
  const running = begin(url, 'POST', {
    token: doctor.token,
    headers: { 'content-type': type, 'content-length': String(form(part(file, content)).length) },
  })
  running.request.write(head)
  // Bytes that may be the beginning of the boundary are held back until the next bytes come. All others are stored at
  // once.
  let sent = 0
  for (const [step, held] of [nearly.length, 0, 6, 0].entries()) {
    const bytes = steps[step] ?? Buffer.of()
    running.request.write(bytes)
    sent += bytes.length
    await until('it is stored', async () => {
      await world.clock.advance(100)
      return (await world.stored()).reduce((sum, size) => sum + size, 0) === sent - held
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
