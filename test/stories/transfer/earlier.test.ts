import { randomUUID } from 'node:crypto'
import { type Appointment, joinAppointment } from '@chairside/client'
import type { EarlierPage, Snapshot } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { bring, type Party, requested } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/** How many transfers and requests of those that are over the server tells at once. */
const told = 3

const file = { name: 'Earlier-Letter.pdf', size: 9 }

async function meet() {
  const world = await openWorld({ limits: { toldOver: told } })
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/**
 * Offers a file and withdraws its transfer, so that it is over. Each call is one second later than the one before.
 * Gives the id of the transfer.
 */
async function offerAndWithdraw(
  world: Awaited<ReturnType<typeof openWorld>>,
  doctor: Party,
): Promise<string> {
  await world.clock.advance(1000)
  const { id } = await doctor.offer([file])
  await (await doctor.connect()).command('transfer:withdraw', { id })
  return id
}

async function look(party: Party): Promise<Snapshot> {
  const reply = await (await party.connect()).command<Snapshot>('snapshot', {
    appointment: party.appointment,
  })
  if (!reply.ok) throw new Error(reply.error.code)
  return reply.value
}

const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id)

test('a snapshot holds what is live and the newest of what is over; pages bring the rest, each item once', async () => {
  const { world, doctor, patient } = await meet()
  const live = await doctor.offer([file])
  const over: string[] = []
  for (let count = 0; count < 8; count += 1) over.push(await offerAndWithdraw(world, doctor))

  const snapshot = await look(patient)
  expect(ids(snapshot.transfers)).toEqual([live.id, ...over.slice(-told)])
  const pages: string[][] = []
  for (let before = snapshot.earlier; before !== undefined; ) {
    const reply = await (await patient.connect()).command<EarlierPage>('earlier', {
      appointment: patient.appointment,
      before,
    })
    if (!reply.ok) throw new Error(reply.error.code)
    pages.push(ids(reply.value.transfers))
    before = reply.value.earlier
  }
  expect(pages).toEqual([over.slice(2, 5), over.slice(0, 2)])
})

test('an answer that is over comes with the request that it answers', async () => {
  const { world, doctor, patient } = await meet()
  const request = await requested(doctor)
  const answer = await patient.offer([file], request)
  await (await patient.connect()).command('transfer:withdraw', { id: answer.id })
  await (await doctor.connect()).command('request:withdraw', { id: request })
  for (let count = 0; count < told; count += 1) await offerAndWithdraw(world, doctor)

  const { earlier: before, requests } = await look(doctor)
  expect(requests).toEqual([])
  const page = await doctor.ask('POST', '/v1/commands/earlier', {
    json: { appointment: doctor.appointment, before },
  })
  expect(ids(page.json<EarlierPage>().transfers)).toEqual([answer.id])
  expect(page.json<EarlierPage>().requests).toMatchObject([{ id: request, state: 'withdrawn' }])
})

test('a person cannot page by the id of a thing that they may not see', async () => {
  const { world, doctor } = await meet()
  const other = await world.appointment()
  const stranger = await bring(world, other, anna.id)
  const { id } = await doctor.offer([file])
  for (const [appointment, before] of [
    [doctor.appointment, id],
    [other, id],
    [other, randomUUID()],
  ]) {
    const reply = await (await stranger.connect()).command('earlier', { appointment, before })
    expect(reply).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  }
})

/** Loads all earlier transfers and requests. */
async function loadAll(page: Appointment): Promise<void> {
  while (page.hasEarlier) await page.loadEarlier()
}

test('a page loads what is earlier when it is asked to, and has everything in the order of its time', async () => {
  const { world, id, doctor } = await meet()
  const over: string[] = []
  for (let count = 0; count < 8; count += 1) over.push(await offerAndWithdraw(world, doctor))
  const page = await world.join(id, anna.id, 'call')
  expect(ids(page.transfers)).toEqual(over.slice(-told))
  expect(page.hasEarlier).toBe(true)
  await page.loadEarlier()
  expect(ids(page.transfers)).toEqual(over.slice(2))
  await loadAll(page)
  expect(ids(page.transfers)).toEqual(over)
  await page.loadEarlier()
  expect(ids(page.transfers)).toEqual(over)
})

test('a page that was away learns the end of what its next snapshot leaves out', async () => {
  const { world, id, doctor } = await meet()
  const line = await openLine(world.url)
  const page = await joinAppointment({ url: line.url, token: () => world.token(id, anna.id), place: 'call' })
  atEnd(() => page.close())
  const sender = await world.join(id, eva.id, 'call')
  const sent = await sender.send([pick(allowed.pdf)])
  const request = await sender.ask({})
  await until('it is here', () => page.prompts.length === 1)
  line.cut()
  await until('the page knows that the line is down', () => page.connection.state === 'down')
  await sent.withdraw()
  await request.withdraw()
  for (let count = 0; count < 7; count += 1) await offerAndWithdraw(world, doctor)
  line.mend()
  await until('the page is back', () => page.connection.state === 'up', 5000)
  await until(
    'the page knows that what it had is over',
    () => page.transfers[0]?.files[0]?.state === 'withdrawn' && page.requests[0]?.state === 'withdrawn',
  )
  expect(page.prompts).toEqual([])
  await loadAll(page)
  expect(ids(page.transfers)).toEqual(ids(sender.transfers))
})
