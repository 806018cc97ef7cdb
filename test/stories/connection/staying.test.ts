import { randomUUID } from 'node:crypto'
import type { LiveNews } from '@chairside/protocol'
import { type Participant, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { unhurriedCalls } from '../../world/at-once.ts'
import { filesToken } from '../../world/documents.ts'
import { ask, begin, read, type Said } from '../../world/http.ts'
import { bring, type Party, partyOf, reregister, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { countingClock } from '../../world/waits.ts'
import { openWorld } from '../../world/world.ts'

const path = pathOf(routes.awaitLive)

async function meet() {
  const { clock, waits } = countingClock()
  const world = await openWorld({ limits: unhurriedCalls, overrides: { clock } })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  /** Asks as a page does. */
  const wait = (party: Party, wish: object): Promise<Said> => party.ask('POST', path, { json: wish })
  const placeOf = async (person: string): Promise<Participant['presence'] | undefined> => {
    const said = await doctor.ask('POST', pathOf(routes.snapshot), { json: { appointment: id } })
    const { appointment } = said.json<{ appointment: { participants: Participant[] } }>()
    return appointment.participants.find((one) => one.id === person)?.presence
  }
  /** Begins a request of Anna's page, and gives it once it waits. */
  const begins = async () => {
    const page = randomUUID()
    const { after } = (await wait(patient, { page, place: 'call' })).json<LiveNews>()
    const { token } = patient
    const headers = { 'content-type': 'application/json' }
    const begun = begin(world.patientUrl + path, 'POST', { token, headers })
    begun.request.end(JSON.stringify({ page, place: 'call', after }))
    await until('it waits', () => waits() === 1)
    return begun
  }
  return { world: { ...world, clock }, id, doctor, patient, wait, begins, waits, placeOf }
}

test('a page that asks without a socket is here, until 30 seconds after its last answer', async () => {
  const { world, patient, wait, placeOf } = await meet()
  const page = randomUUID()
  const first = (await wait(patient, { page, place: 'waiting-room' })).json<LiveNews>()
  expect(first.after).toBe(String(first.snapshot?.revision))
  expect((await placeOf(anna.id))?.place).toBe('waiting-room')
  await world.clock.advance(9_000)
  await wait(patient, { page, place: 'call' })
  expect((await placeOf(anna.id))?.place).toBe('call')
  await world.clock.advance(9_000)
  await wait(patient, { page, place: 'call' })
  await world.clock.advance(29_000)
  expect((await placeOf(anna.id))?.place).toBe('call')
  await world.clock.advance(2_000)
  await until('nobody is here', async () => (await placeOf(anna.id)) === undefined)
})

test('a page whose request is dropped has left, as one whose socket closes', async () => {
  const { world, id, begins, placeOf } = await meet()
  const { request } = await begins()
  request.destroy()
  const kinds = async () => (await world.audit(id)).map(({ kind }) => kind)
  await until('the page has left', async () => (await kinds()).includes('disconnected'))
  expect((await kinds()).filter((kind) => kind === 'connected')).toHaveLength(1)
  await world.clock.advance(21_000)
  await until('nobody is here', async () => (await placeOf(anna.id)) === undefined)
})

test('a page is answered when something changes for its person, and every two seconds while bytes arrive', async () => {
  const { world, doctor, patient, wait } = await meet()
  const page = randomUUID()
  const next = async (after: string): Promise<LiveNews> => {
    let answered = false
    const said = wait(patient, { page, place: 'call', after }).finally(() => {
      answered = true
    })
    await until('it is answered', async () => {
      await world.clock.advance(100)
      return answered
    })
    return (await said).json<LiveNews>()
  }
  const [first, content] = [
    await next('0'),
    Buffer.from(await grownPdf(3_000_000, 'Awaited-News.pdf').arrayBuffer()),
  ]
  const transfer = await doctor.offer([{ name: 'Awaited-News.pdf', size: content.length }])
  const second = await next(first.after)
  expect(second.snapshot?.transfers.map(({ id }) => id)).toEqual([transfer.id])
  const [file] = transfer.files
  const sending = begin(`${world.url}${pathOf(routes.sendBytes, { id: file?.id ?? '' })}`, 'PATCH', {
    token: doctor.token,
    headers: { ...tus(0), 'content-length': String(content.length) },
  })
  sending.request.write(content.subarray(0, 1_000_000))
  let news = await next(second.after)
  for (let part = 1; part < 4; part += 1) {
    const from = 1_000_000 + part * 100_000
    sending.request.write(content.subarray(from - 100_000, from))
    const before = news
    news = await next(news.after)
    // No revision has moved: it is the progress that was answered.
    expect([news.after, part]).toEqual([before.after, part])
  }
  expect(news.snapshot?.transfers[0]?.files[0]).toMatchObject({ state: 'receiving' })
  sending.request.destroy()
})

test('a desk asks for all its appointments, and the patients see that it is open', async () => {
  const { world, id, patient, wait, waits } = await meet()
  const desk = partyOf(world, id, await world.deskToken(eva.id))
  const page = randomUUID()
  const empty = (await wait(desk, { page })).json<LiveNews>()
  expect(empty.desk).toEqual([])
  const coming = wait(desk, { page, after: empty.after })
  const joined = (await wait(patient, { page: randomUUID(), place: 'waiting-room' })).json<LiveNews>()
  const people = joined.snapshot?.appointment.participants
  expect(people?.find((one) => one.id === eva.id)?.desk).toBeDefined()
  const news = (await coming).json<LiveNews>()
  expect(news.desk?.map(({ appointment }) => appointment.id)).toEqual([id])
  const other = await world.appointment({ practitioner: { id: 'dr-8', name: 'Dr. Nora Elsewhere' } })
  let answered = false
  const same = wait(desk, { page, after: news.after }).finally(() => {
    answered = true
  })
  await until('the desk waits', () => waits() === 1)
  const elsewhere = await bring(world, other, anna.id)
  const here = (await wait(elsewhere, { page: randomUUID(), place: 'call' })).json<LiveNews>()
  // A whole answer later, that of the desk would have come as well.
  await elsewhere.ask('POST', pathOf(routes.snapshot), { json: { appointment: other } })
  expect([here.snapshot?.appointment.id, answered]).toEqual([other, false])
  await world.clock.advance(25_000)
  expect((await same).json<LiveNews>().desk).toHaveLength(1)
})

test('one person waits four times, and two hundred ids of pages leave nobody here', async () => {
  const { world, doctor, patient, wait, waits, placeOf } = await meet()
  // A second page at the same place changes nothing that a wait would answer.
  const { after } = (await wait(patient, { page: randomUUID(), place: 'call' })).json<LiveNews>()
  const running = Array.from({ length: 4 }, () => wait(patient, { page: randomUUID(), place: 'call', after }))
  await until('four wait', () => waits() === 4)
  const fifth = await wait(patient, { page: randomUUID(), place: 'call', after })
  expect([fifth.status, fifth.error?.code]).toEqual([429, 'RATE_LIMITED'])
  await world.clock.advance(25_000)
  for (const said of await Promise.all(running)) expect(said.status).toBe(200)
  for (let times = 0; times < 200; times += 1) {
    await wait(doctor, { page: randomUUID(), place: 'call' })
    if (times % 15 === 0) await world.clock.advance(1000)
  }
  await world.clock.advance(1000)
  expect((await placeOf(eva.id))?.place).toBe('call')
  await world.clock.advance(9_000)
  await world.clock.advance(21_000)
  await until('nobody is here', async () => (await placeOf(eva.id)) === undefined)
  expect(await placeOf(anna.id)).toBeUndefined()
}, 60_000)

test('the page that was answered longest ago counts as closed when a fifth one comes', async () => {
  const { world, id, patient, wait } = await meet()
  const pages = Array.from({ length: 5 }, () => randomUUID())
  const asks = (page = '') => wait(patient, { page, place: 'call' })
  const connected = async () =>
    (await world.audit(id)).filter(({ kind, by }) => kind === 'connected' && by === anna.id).length
  for (const page of pages.slice(0, 4)) await asks(page)
  await asks(pages[0])
  await asks(pages[4])
  await until('five are noted', async () => (await connected()) === 5)
  // The first one is still here, so it does not come anew.
  await asks(pages[0])
  expect(await connected()).toBe(5)
})

test('somebody who was taken out and asks again has not connected', async () => {
  const { world, id, patient, wait } = await meet()
  await reregister(world, id, { patients: [{ id: 'zora', name: 'Zora Asking' }] })
  for (const wish of [{ page: randomUUID() }, { page: randomUUID(), place: 'call' }])
    expect((await wait(patient, wish)).error?.code).toBe('NOT_FOUND')
  const kinds = (await world.audit(id)).filter(({ by }) => by === anna.id).map(({ kind }) => kind)
  expect(kinds).not.toContain('connected')
  expect(kinds).not.toContain('disconnected')
})

test('who is taken out, a token of files, a stranger, and what is no wish are refused, and nobody is here', async () => {
  const { world, id, patient, wait, placeOf } = await meet()
  const page = randomUUID()
  const { after } = (await wait(patient, { page, place: 'call' })).json<LiveNews>()
  for (const wish of [
    {},
    { page: 'no-id' },
    { page, place: 'garden' },
    { page, after: 'x' },
    { page, more: 1 },
  ])
    expect([wish, (await wait(patient, wish)).error?.code]).toEqual([wish, 'BAD_REQUEST'])
  const files = partyOf(world, id, await filesToken(world, anna.id))
  expect((await wait(files, { page })).error?.code).toBe('NOT_FOUND')
  expect((await ask(world.url + path, 'POST', { json: { page } })).status).toBe(401)
  const waiting = wait(patient, { page, place: 'call', after })
  await reregister(world, id, { patients: [{ id: 'zora', name: 'Zora Asking' }] })
  expect((await waiting).error?.code).toBe('NOT_FOUND')
  expect(await placeOf(anna.id)).toBeUndefined()
})

test('a server that stops ends such a wait at once and says so', async () => {
  const { world, begins } = await meet()
  const { head } = await begins()
  await world.chairside.stop()
  const said = await read(await head)
  expect([said.status, said.error?.code]).toEqual([503, 'SHUTTING_DOWN'])
})
