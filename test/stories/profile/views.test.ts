import { type LibraryPage, type OwnViews, pathOf, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { onProfile, put, readyPaper, view, viewsOf } from '../../world/profiles.ts'
import { share } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

/* A practitioner sees who has viewed what, and a patient sees it, too. */

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1'
const minute = 60_000

const unopened = async ({ world }: Meeting): Promise<string[]> => {
  const token = await world.deskToken(eva.id)
  const path = `${pathOf(routes.readLibrary, { id: eva.id })}?place=unopened`
  return ((await (await world.as(token, 'GET', path)).json()) as LibraryPage).documents.map(({ id }) => id)
}

test('a patient who opens a document in their own page has viewed it: when, by which way, on what device', async () => {
  const meeting = await meet()
  const id = await readyPaper(meeting)
  expect((await view(meeting, id, { userAgent: iphone })).status).toBe(204)
  const at = new Date(meeting.world.clock.now()).toISOString()
  expect(await viewsOf(meeting, id)).toEqual({
    views: [{ patient: anna.id, at, way: 'files', device: 'iphone' }],
    total: 1,
    wrong: [],
  })
  expect(await onProfile(meeting, id)).toMatchObject({ views: 1, viewedAt: at })
})

test.each([
  ['Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X)', 'ipad'],
  ['Mozilla/5.0 (Linux; Android 16; Pixel 11)', 'android'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'mac'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'windows'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'linux'],
  ['curl/8', 'other'],
])('%s is told as %s', async (userAgent, device) => {
  const meeting = await meet()
  const id = await readyPaper(meeting)
  await view(meeting, id, { userAgent })
  expect((await viewsOf(meeting, id)).views).toMatchObject([{ device }])
})

test('within a quarter of an hour a document is viewed once, however often it is opened', async () => {
  const meeting = await meet()
  const id = await readyPaper(meeting)
  for (const after of [0, minute, 13 * minute]) {
    await meeting.world.clock.advance(after)
    expect((await view(meeting, id)).status).toBe(204)
  }
  expect((await viewsOf(meeting, id)).total).toBe(1)
  await meeting.world.clock.advance(2 * minute)
  await view(meeting, id)
  const { views, total } = await viewsOf(meeting, id)
  expect(total).toBe(2)
  // The newest first.
  expect(Date.parse(views[0]?.at ?? '')).toBeGreaterThan(Date.parse(views[1]?.at ?? ''))
})

test('each patient has views of their own, and the list can be of one of them', async () => {
  const meeting = await meet()
  await meeting.world.appointment({ patients: [peter] })
  const id = await readyPaper(meeting)
  await put(meeting, id, peter.id)
  await view(meeting, id)
  await view(meeting, id, { patient: peter.id })
  expect((await viewsOf(meeting, id)).total).toBe(2)
  expect(await viewsOf(meeting, id, `?patient=${peter.id}`)).toMatchObject({
    total: 1,
    views: [{ patient: peter.id }],
  })
  expect((await onProfile(meeting, id)).views).toBe(1)
})

test('of many views the newest hundred are told, and how many there are', async () => {
  const meeting = await meet({ limits: { views: 3 } })
  const id = await readyPaper(meeting)
  for (let time = 0; time < 5; time += 1) {
    await view(meeting, id)
    await meeting.world.clock.advance(16 * minute)
  }
  const { views, total } = await viewsOf(meeting, id)
  expect([views.length, total]).toEqual([3, 5])
})

test('who may not open a document has not viewed it: a stranger, its practitioner, an expired and a sensitive one', async () => {
  const meeting = await meet()
  const { world, clock } = { world: meeting.world, clock: meeting.world.clock }
  const expiresAt = new Date(clock.now() + 3_600_000).toISOString()
  const id = await readyPaper(meeting, { expiresAt })
  const locked = await readyPaper(meeting, { sensitivity: 'sensitive' })
  expect((await view(meeting, id, { patient: peter.id })).code).toBe('NOT_FOUND')
  const byDoctor = await world.as(meeting.doctor.token, 'POST', pathOf(routes.countView, { id }))
  expect(byDoctor.status).toBe(404)
  expect((await view(meeting, locked)).code).toBe('CODE_NEEDED')
  await clock.advance(3_600_000)
  expect((await view(meeting, id)).code).toBe('DOCUMENT_EXPIRED')
  expect((await viewsOf(meeting, id)).total).toBe(0)
})

test('what is neither opened nor viewed can be found in a library: that is what nobody has seen yet', async () => {
  const meeting = await meet()
  const [seen, opened, none] = [
    await readyPaper(meeting),
    await readyDocument(meeting, { attach: true }),
    await readyPaper(meeting),
  ]
  expect((await unopened(meeting)).toSorted()).toEqual([seen, opened, none].toSorted())
  await view(meeting, seen)
  const path = pathOf(routes.issueDocumentTicket, { id: opened })
  const ticket = await meeting.world.as(meeting.patient.token, 'POST', path, { use: 'view' })
  await (await fetch(((await ticket.json()) as Ticket).url)).arrayBuffer()
  await until('it is opened', async () => (await unopened(meeting)).length === 1)
  expect(await unopened(meeting)).toEqual([none])
})

test('a patient sees who has opened their documents, and nothing of anybody else’s', async () => {
  const meeting = await meet()
  const { world } = meeting
  await world.appointment({ patients: [peter] })
  const id = await readyPaper(meeting)
  await put(meeting, id, peter.id)
  await view(meeting, id, { userAgent: iphone })
  const own = async (patient: string, token?: string, document?: string) => {
    const path = pathOf(routes.readOwnViews, { id: patient })
    const query = document === undefined ? '' : `?document=${document}`
    return world.as(token ?? (await filesToken(world, patient)), 'GET', path + query)
  }
  const { entries } = (await (await own(anna.id)).json()) as OwnViews
  expect(entries).toMatchObject([
    { done: 'viewed', document: id, practitioner: eva, way: 'files', device: 'iphone' },
  ])
  expect(await (await own(peter.id)).json()).toEqual({ entries: [] })
  expect((await own(anna.id, await filesToken(world, peter.id))).status).toBe(404)
  // One document, though many others were opened later.
  const other = await readyPaper(meeting)
  await share(meeting, other)
  const { entries: ofOne } = (await (await own(anna.id, undefined, id)).json()) as OwnViews
  expect(ofOne.map(({ done }) => done)).toEqual(['viewed'])
  const { entries: ofOther } = (await (await own(anna.id, undefined, other)).json()) as OwnViews
  expect(ofOther).toMatchObject([{ done: 'shared', document: other }])
  expect(await (await own(peter.id, undefined, other)).json()).toEqual({ entries: [] })
  // The page of one appointment shows what is attached there; this document is on the profile alone.
  expect(await (await own(anna.id, meeting.patient.token)).json()).toEqual({ entries: [] })
})

test('the audit of a document is also a table, for its practitioner too, in which no cell is a formula', async () => {
  const meeting = await meet()
  const { world } = meeting
  const odd = '@SUM(1+1)'.replace(/[()+]/g, '.')
  await world.appointment({ patients: [{ id: odd, name: 'Odd One' }] })
  const id = await readyPaper(meeting, { attach: { patient: odd } })
  const path = `${pathOf(routes.readDocumentAudit, { id })}?as=csv`
  const answer = await world.as(await world.deskToken(eva.id), 'GET', path)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const [names, ...lines] = (await answer.text()).trimEnd().split('\r\n')
  expect(names?.startsWith('at,kind,by,participant')).toBe(true)
  const cells = lines.map((line) => line.split(','))
  expect(cells.map(([, kind]) => kind)).toContain('document-ready')
  expect(cells.find(([, kind]) => kind === 'document-attached')?.[3]).toBe(`'${odd}`)
  expect((await world.as(meeting.patient.token, 'GET', path)).status).toBe(404)
  expect((await world.backend('GET', `${pathOf(routes.readDocumentAudit, { id })}?as=xml`)).status).toBe(400)
})
