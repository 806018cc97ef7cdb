import { type AuditEntry, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openHeldCommit } from '../../world/held-commit.ts'
import { ask, begin, read } from '../../world/http.ts'
import { bring, fileIn, reregister } from '../../world/party.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)
const size = pdf.length
const last = size - 1
const here = '127.0.0.1'

/** Eva sends a file. Resolves once it is ready for Anna. */
async function meet(content = pdf, settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings)
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  const transfer = await doctor.offer([{ name: 'Fetched-Letter.pdf', size: content.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, content)).status).toBe(204)
  const state = async () => fileIn(await doctor.see(transfer.id)).state
  const lines = async (...kinds: readonly AuditEntry['kind'][]) =>
    (await world.audit(id)).filter(({ kind }) => kinds.includes(kind))
  /** Reads a range to its end, and waits until the audit has a line for it. Gives the count of bytes. */
  const fetch = async (url: string, range?: string): Promise<number> => {
    const before = (await lines('file-sent')).length
    const said = await ask(url, 'GET', { headers: range === undefined ? {} : { range } })
    if (said.status < 300)
      await until('the line is kept', async () => (await lines('file-sent')).length > before)
    return said.body.length
  }
  return { world, id, doctor, patient, transfer: transfer.id, file, state, lines, fetch }
}

test('a ticket and every answer with bytes leave a line: who, of what, from where, which bytes, whole or not', async () => {
  const { patient, transfer, file, lines, fetch } = await meet()
  const url = await patient.ticket(file, 'download')
  const look = await patient.ticket(file, 'view')
  expect(await fetch(url, `bytes=0-${last - 1}`)).toBe(last)
  expect(await fetch(look, 'bytes=1-')).toBe(last)
  await ask(url, 'HEAD')
  expect((await ask(url, 'GET', { headers: { range: `bytes=${size}-` } })).status).toBe(416)
  expect(await fetch(url)).toBe(size)

  const about = { by: anna.id, transfer, file, address: here }
  expect(await lines('ticket-issued')).toMatchObject([
    { ...about, use: 'download' },
    { ...about, use: 'view' },
  ])
  const part = { ...about, size, bytes: last, whole: true }
  expect(await lines('file-sent')).toMatchObject([
    { ...part, use: 'download', start: 0, end: last - 1 },
    { ...part, use: 'view', start: 1, end: last },
    { ...part, use: 'download', start: 0, end: last, bytes: size },
  ])
})

test('the last byte alone is no download, and the file can still be withdrawn', async () => {
  const { doctor, patient, file, state, lines, fetch } = await meet()
  const url = await patient.ticket(file)
  for (const range of ['bytes=-1', `bytes=${last}-`, 'bytes=0-0', 'bytes=0-1']) await fetch(url, range)
  expect([await state(), await lines('file-downloaded')]).toEqual(['ready', []])
  expect((await doctor.withdraw(file)).status).toBe(204)
  expect(await state()).toBe('withdrawn')
})

test('all bytes in four parts, the last one first, over two tickets and a restart, are one download', async () => {
  const { world, patient, file, state, lines, fetch } = await meet()
  const [one, other] = [await patient.ticket(file), await patient.ticket(file)]
  const quarter = Math.ceil(size / 4)
  await fetch(one, `bytes=${3 * quarter}-`)
  await fetch(other, `bytes=${2 * quarter}-${3 * quarter - 1}`)
  await world.restart()
  await fetch(one, `bytes=${quarter}-${2 * quarter - 1}`)
  expect(await state()).toBe('ready')
  await fetch(other, `bytes=0-${quarter - 1}`)
  expect(await state()).toBe('downloaded')
  await fetch(one)
  expect(await lines('file-downloaded')).toMatchObject([{ by: anna.id, file }])
})

test('a view counts only bytes that went to one person on tickets for viewing', async () => {
  const { doctor, patient, file, state, lines, fetch } = await meet()
  const half = Math.floor(size / 2)
  await fetch(await patient.ticket(file, 'view'), `bytes=${half}-`)
  await fetch(await patient.ticket(file, 'download'), `bytes=0-${half - 1}`)
  await fetch(await doctor.ticket(file, 'view'), `bytes=0-${half - 1}`)
  expect(await lines('file-viewed', 'file-downloaded')).toEqual([])
  await fetch(await patient.ticket(file, 'view'), `bytes=0-${half}`)
  expect(await lines('file-viewed', 'file-downloaded')).toMatchObject([{ kind: 'file-viewed', by: anna.id }])
  expect(await state()).toBe('ready')
})

test('what a page fetches ahead has its line and is no view; the byte that is read when it is shown makes it one', async () => {
  const { patient, file, lines, fetch } = await meet()
  const url = await patient.ticket(file, 'view')
  expect(await fetch(`${url}?ahead=true`)).toBe(size)
  expect(await lines('file-sent')).toMatchObject([{ use: 'view', ahead: true, bytes: size, whole: true }])
  expect(await lines('file-viewed')).toEqual([])
  await fetch(url, 'bytes=0-0')
  expect(await lines('file-viewed')).toMatchObject([{ by: anna.id, file }])
  const [, shown] = await lines('file-sent')
  expect([shown?.bytes, shown?.ahead]).toEqual([1, undefined])
})

test('a download cannot be taken ahead', async () => {
  const { patient, file, state, fetch } = await meet()
  await fetch(`${await patient.ticket(file)}?ahead=true`)
  expect(await state()).toBe('downloaded')
})

const large = Buffer.concat([pdf, Buffer.alloc(24 * MB)])

test('a cut answer leaves a line with no more bytes than went out, and these bytes count', async () => {
  const { patient, file, state, lines, fetch } = await meet(large)
  const url = await patient.ticket(file)
  const { request, head } = begin(url, 'GET')
  request.end()
  const answer = await head
  await new Promise<void>((resolve) => answer.once('data', () => resolve()))
  answer.pause()
  request.destroy()
  await until('the line is kept', async () => (await lines('file-sent')).length > 0)
  const [line] = await lines('file-sent')
  expect(line).toMatchObject({ by: anna.id, whole: false, start: 0, end: large.length - 1, address: here })
  expect(line?.bytes).toBeGreaterThan(0)
  expect(line?.bytes).toBeLessThan(large.length)
  expect(await state()).toBe('ready')
  // The last chunk of a cut answer does not count, because a part of it may not have gone out.
  await fetch(url, `bytes=${Math.max(0, (line?.bytes ?? 0) - MB)}-`)
  expect(await state()).toBe('downloaded')
})

test('an answer that is cut by a stop of the server leaves a line', async () => {
  const { world, patient, file, lines } = await meet(large)
  const { request, head } = begin(await patient.ticket(file), 'GET')
  request.end()
  const answer = await head
  answer.on('error', () => undefined)
  await new Promise<void>((resolve) => answer.once('data', () => resolve()))
  answer.pause()
  await world.restart()
  expect(await lines('file-sent')).toMatchObject([{ by: anna.id, file, whole: false }])
})

test('a download that ends while its reader is removed keeps its line and its receipt', async () => {
  const held = openHeldCommit()
  const { world, id, patient, file, state, lines } = await meet(large, {
    overrides: { database: held.database },
  })
  const url = await patient.ticket(file)
  const { request, head } = begin(url, 'GET')
  request.end()
  const answer = await head
  let removed = false
  // The registration is committed while the bytes come. Running streams are ended only once it is answered.
  const made = held.hold()
  const removing = reregister(world, id, { patients: [peter] }).then(() => {
    removed = true
  })
  await made
  expect([(await read(answer)).body.length, removed]).toEqual([large.length, false])
  held.release()
  await removing
  await until('the line is kept', async () => (await lines('file-sent')).length > 0)
  expect(await lines('participant-removed', 'file-sent', 'file-downloaded')).toMatchObject([
    { kind: 'participant-removed', participant: anna.id },
    { kind: 'file-sent', by: anna.id, bytes: large.length, whole: true },
    { kind: 'file-downloaded', by: anna.id },
  ])
  expect(await state()).toBe('downloaded')
})
