import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { ChairsideError, cleanName, OfferTransfer, uniqueNames } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { fileOfPart } from '../../server/src/domain/live/part.ts'
import { areSentAgain } from '../../server/src/domain/live/sent-again.ts'
import { createReading } from '../../server/src/domain/reading.ts'
import { createReader } from '../../server/src/shape.ts'
import { ask } from '../world/http.ts'
import { bring, fileIn, offerOf, requested } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { openWorld } from '../world/world.ts'

/*
 * Costs that could grow with the history of an appointment or with the content of a message. No test here asserts a
 * time: the cost of an input eight times as large is compared with the cost of the input.
 */

/** The least CPU time of seven runs, in ms. */
function cost(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 7; run += 1) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** How many times more an input of eight times the size costs. Costs below 1 ms count as 1 ms. */
function growth(size: number, make: (size: number) => () => void): number {
  const [once, eightTimes] = [cost(make(size)), cost(make(8 * size))]
  return eightTimes / Math.max(once, 1)
}

/** Between 8, for a cost in proportion to the size, and 64, for a cost in proportion to its square. */
const inProportion = 24

const reads = createReader(OfferTransfer)
const misread = (value: unknown): string => {
  try {
    reads(value)
    return 'nothing'
  } catch (error) {
    return JSON.stringify((error as { problem?: unknown }).problem)
  }
}

test('a name costs in proportion to its length, whatever it is made of', () => {
  const kinds = {
    'dots in the middle': (size: number) => `a${'.'.repeat(size)}b`,
    'dots and spaces': (size: number) => `${'. '.repeat(size / 2)}b`,
    'letters with accents': (size: number) => 'é'.repeat(size),
    brackets: (size: number) => `${' (1)'.repeat(size / 4)}.pdf`,
    'what is invisible': (size: number) => `${'\u200b'.repeat(size)}.pdf`,
  }
  for (const [kind, name] of Object.entries(kinds)) {
    const grown = growth(20_000, (size) => {
      const long = name(size)
      return () => void cleanName(long, 1)
    })
    expect(grown, kind).toBeLessThan(inProportion)
  }
})

test('names in an archive cost in proportion to their number, also where all are equal', () => {
  const grown = growth(2_000, (size) => {
    const names = Array.from({ length: size }, () => 'Plan.pdf')
    return () => void uniqueNames(names)
  })
  expect(grown).toBeLessThan(inProportion)
})

test('files that are sent again cost in proportion to those that were withdrawn before', () => {
  const file = (index: number, transfer: string) => {
    const name = `${'Ä'.repeat(90)} ${index}.pdf`
    return { name, size: 1, state: 'withdrawn' as const, transfer }
  }
  // The patient withdrew half of them from the answer, and has sent as many others since.
  const grown = growth(60, (size) => {
    const files = Array.from({ length: size }, (_, index) =>
      file(index, index % 2 === 0 ? 'answer' : 'later'),
    )
    const offer = { id: randomUUID(), name: 'another', size: 1 }
    return () => expect(areSentAgain([offer], files, 'answer')).toBe(false)
  })
  expect(grown).toBeLessThan(inProportion)
})

test('the part of a form with a long filename costs not more than one with a short name', () => {
  const files = Array.from({ length: 400 }, (_, index) => {
    return { id: randomUUID(), name: `${'Ä'.repeat(90)} ${index}.pdf`, size: index, offer: '' }
  })
  const looking = (filename: string) => () =>
    expect(() => fileOfPart({ field: 'file', filename }, files)).toThrow(ChairsideError)
  const [short, long] = [cost(looking('another')), cost(looking('Ä'.repeat(15_000)))]
  expect(long).toBeLessThan(Math.max(short, 1) * 3)
})

test('a body that does not fit is refused for its first fault, however many it has', () => {
  const offer = (files: unknown) => ({ appointment: 'a', id: randomUUID(), to: 'b', files })
  const kinds = {
    'empty files': (size: number) => offer(Array.from({ length: size }, () => ({}))),
    'unknown fields': (size: number) =>
      offer(Object.fromEntries(Array.from({ length: size }, (_, at) => [`x${at}`, at]))),
    'fields of the body': (size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, at) => [`x${at}`, at])),
  }
  for (const [kind, body] of Object.entries(kinds)) {
    const grown = growth(15_000, (size) => {
      const value = body(size)
      return () => void misread(value)
    })
    expect(grown, kind).toBeLessThan(inProportion)
  }
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  expect(misread(offer(deep))).toContain('BAD_REQUEST')
  expect(misread(deep)).toContain('BAD_REQUEST')
  expect(misread(kinds['empty files'](60_000))).toContain('"found":"too-large","field":"/files"')
  const hidden = offer([...Array.from({ length: 300 }, () => ({ id: randomUUID(), name: 'a', size: 1 })), {}])
  expect(misread(hidden)).toContain('too-large')
})

test('what is over counts too: an appointment has so many files, transfers and requests, and no more', async () => {
  const limits = { pastFiles: 6, pastTransfers: 4, pastRequests: 3 }
  const world = await openWorld({ limits })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const file = { name: 'History-Letter.pdf', size: 9 }
  const offerAndWithdraw = async (count: number) => {
    const said = await doctor.tryOffer(Array.from({ length: count }, () => file))
    if (said.status === 200)
      await (await doctor.connect()).command('transfer:withdraw', { id: said.json<{ id: string }>().id })
    return [said.status, said.error?.found ?? '']
  }
  expect(await offerAndWithdraw(5)).toEqual([200, ''])
  expect(await offerAndWithdraw(2)).toEqual([409, 'past-files'])
  expect(await offerAndWithdraw(1)).toEqual([200, ''])
  expect(await offerAndWithdraw(1)).toEqual([409, 'past-files'])

  const other = await openWorld({ limits: { ...limits, pastFiles: 100 } })
  const second = await other.appointment()
  const sender = await bring(other, second, eva.id)
  for (let count = 0; count < 4; count += 1) expect((await sender.tryOffer([file])).status).toBe(200)
  const fifth = await sender.tryOffer([file])
  expect(fifth.error).toMatchObject({
    code: 'APPOINTMENT_FULL',
    found: 'past-transfers',
    limit: 4,
    actual: 5,
  })

  // When all files of an answer are withdrawn, the request is asked again. These transfers are in the history of the
  // other party.
  const request = await requested(doctor)
  for (let count = 0; count < 4; count += 1) {
    const answer = await patient.ask('POST', `/v1/appointments/${id}/transfers`, {
      json: offerOf([file], request),
    })
    expect(answer.status).toBe(200)
    const [one] = answer.json<{ files: { id: string }[] }>().files
    await patient.ask('DELETE', `/v1/files/${one?.id}/upload`, { headers: { 'tus-resumable': '1.0.0' } })
  }
  const more = await patient.ask('POST', `/v1/appointments/${id}/transfers`, {
    json: offerOf([file], request),
  })
  expect(more.error).toMatchObject({ code: 'APPOINTMENT_FULL', found: 'past-transfers' })

  const socket = await doctor.connect()
  const ask = (wish: string) => socket.command('request:ask', { appointment: id, id: wish, to: anna.id })
  for (let count = 0; count < 2; count += 1) expect(await ask(randomUUID())).toMatchObject({ ok: true })
  expect(await ask(randomUUID())).toMatchObject({ ok: false, error: { found: 'past-requests' } })
})

test('a request whose note was changed counts once', async () => {
  const world = await openWorld({ limits: { pastRequests: 3 } })
  const id = await world.appointment()
  const socket = await (await bring(world, id, eva.id)).connect()
  const asked = async () => {
    const request = randomUUID()
    const said = await socket.command('request:ask', { appointment: id, id: request, to: anna.id })
    if (said.ok) {
      await socket.command('request:note', { id: request, note: 'From the left, please.' })
      await socket.command('request:withdraw', { id: request })
    }
    return said
  }
  for (let count = 0; count < 3; count += 1) expect(await asked()).toMatchObject({ ok: true })
  expect(await asked()).toMatchObject({ ok: false, error: { found: 'past-requests', limit: 3, actual: 4 } })
})

test('a transfer takes so many files, over ones too, and no more: each of its changes is told with all of them', async () => {
  const world = await openWorld({ limits: { transferFiles: 6 } })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const socket = await doctor.connect()
  const file = { name: 'History-Letter.pdf', size: 9 }
  const transfer = await doctor.offer(Array.from({ length: 5 }, () => file))
  for (const one of transfer.files.slice(0, 3)) await socket.command('file:withdraw', { id: one.id })
  const add = (count: number) =>
    socket.command('transfer:add', {
      id: transfer.id,
      files: Array.from({ length: count }, () => ({ ...file, id: randomUUID() })),
    })
  expect(await add(2)).toMatchObject({ ok: false, error: { code: 'TRANSFER_CLOSED' } })
  expect(await add(1)).toMatchObject({ ok: true })
  expect(await add(1)).toMatchObject({ ok: false, error: { code: 'TRANSFER_CLOSED' } })
})

test('large answers of one person are read one after the other, and those of another person in between', async () => {
  const order: string[] = []
  let reading = 0
  const id = 'an-appointment'
  const look = { retentionHours: 24, toldOver: 50, arriving: () => undefined }
  const read = async () => {
    const mine = reading
    reading += 1
    await setImmediate()
    reading -= 1
    return mine
  }
  const reads = createReading({ records: { read } } as never, look)
  const of = (who: string) => ({ kind: 'participant', id: who, appointment: id }) as never
  const note = (who: string) => (before: unknown) => order.push(`${who} beside ${before}`)
  await Promise.all([
    ...Array.from({ length: 10 }, () => reads.earlier(of('one'), id, 'x').then(note('one'))),
    ...Array.from({ length: 10 }, () => reads.snapshot(of('one'), id).then(note('one'))),
    reads.snapshot(of('other'), id).then(note('other')),
  ])
  expect(order.indexOf('other beside 1')).toBeLessThan(3)
  expect(order.filter((line) => line === 'one beside 0')).toHaveLength(20)
})

test('a ticket is deleted by its age alone, begun or not, without a look at younger ones', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const pdf = bytesOf(allowed.pdf)
  const file = fileIn(await doctor.offer([{ name: 'History-Letter.pdf', size: pdf.length }])).id
  await doctor.patch(file, pdf)
  const begun = await doctor.ticket(file)
  await doctor.ticket(file)
  const get = async () => (await ask(begun, 'GET')).status
  expect(await get()).toBe(200)
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  const kept = () => records.prepare('select count(*) as count from tickets').get()?.count
  // A ticket must be used within one minute, then serves for ten more. For one hour after that the server knows that it
  // has expired.
  await world.clock.advance(71 * 60_000)
  await world.chairside.sweep()
  expect([kept(), await get()]).toEqual([2, 401])
  await doctor.ticket(file)
  await world.clock.advance(1)
  await world.chairside.sweep()
  expect(kept()).toBe(1)
  const plan = records.prepare('explain query plan delete from tickets where issued_at < ?').all()
  records.close()
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('USING INDEX tickets_by_age')])
})
