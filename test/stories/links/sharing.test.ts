import {
  type Access,
  type DocumentsChanged,
  pathOf,
  routes,
  type ShareLink,
  type Ticket,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { offerDocument, readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
import { accessIn, openPage } from '../../world/page.ts'
import { bring, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter, sam } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import {
  documentAudit,
  linkIn,
  look,
  looked,
  refusal,
  share,
  tryIssueCode,
  tryShare,
  whileTimePasses,
  withdraw,
} from '../../world/sharing.ts'
import { readSlowly } from '../../world/slow-reader.ts'
import { connect } from '../../world/socket.ts'
import { until } from '../../world/until.ts'

const pdf = bytesOf(allowed.pdf)
const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)' }

const attached = (meeting: Meeting, fields: Record<string, unknown> = {}): Promise<string> =>
  readyDocument(meeting, { name: 'Shared-Paper.pdf', attach: true, ...fields })

const restore = ({ world, doctor }: Meeting, { id }: ShareLink) =>
  ask(world.url + pathOf(routes.restoreLink, { id }), 'POST', { token: doctor.token })

test('a document is shared by one link, which stays the same until it is withdrawn', async () => {
  const meeting = await meet()
  const id = await attached(meeting)
  const first = await share(meeting, id)
  expect(first).toMatchObject({ state: 'shared', document: id, patient: anna.id, code: { state: 'none' } })
  expect(first.state === 'shared' && first.url).toBe(`${meeting.world.url}/d#${first.secret}`)
  expect(Buffer.from(first.secret, 'base64url')).toHaveLength(16)
  expect((await share(meeting, id)).secret).toBe(first.secret)
  expect(await withdraw(meeting, first)).toMatchObject({ state: 'withdrawn', id: first.id })
  // A second withdrawal changes nothing, and a withdrawn link shows no address.
  expect(await withdraw(meeting, first)).not.toHaveProperty('url')
  const second = await share(meeting, id)
  expect([second.id, second.secret]).not.toEqual([first.id, first.secret])
  const facts = await documentAudit(meeting, id, ['link-shared', 'link-withdrawn'])
  expect(facts.map(({ kind, link, by, participant }) => [kind, link, by, participant])).toEqual([
    ['link-shared', first.id, eva.id, anna.id],
    ['link-withdrawn', first.id, eva.id, anna.id],
    ['link-shared', second.id, eva.id, anna.id],
  ])
})

test('a withdrawal is undone within a minute by the same link, unless there is a newer one', async () => {
  const meeting = await meet()
  const link = await share(meeting, await attached(meeting))
  await withdraw(meeting, link)
  await meeting.world.clock.advance(60_000)
  const restored = linkIn(await restore(meeting, link))
  expect(restored).toMatchObject({ state: 'shared', url: `${meeting.world.url}/d#${link.secret}` })
  expect(await looked(meeting, link.secret)).toMatchObject({ state: 'open' })
  await withdraw(meeting, link)
  await meeting.world.clock.advance(60_001)
  expect(refusal(await restore(meeting, link))).toEqual([409, 'CONFLICT'])
  const newer = await share(meeting, link.document)
  await withdraw(meeting, newer)
  await share(meeting, link.document)
  expect(refusal(await restore(meeting, newer))).toEqual([409, 'CONFLICT'])
})

test('what is not a document of the patient, or has not arrived, is not shared with them', async () => {
  const meeting = await meet()
  const refused = async (id: string, patient?: string) => refusal(await tryShare(meeting, id, patient))
  expect(await refused(await readyDocument(meeting))).toEqual([409, 'NOT_THEIRS'])
  expect(await refused(await attached(meeting), peter.id)).toEqual([409, 'NOT_THEIRS'])
  expect(await refused(await attached(meeting, { visibility: 'paid' }))).toEqual([409, 'NOT_THEIRS'])
  expect(await refused(await offerDocument(meeting, { attach: true }))).toEqual([409, 'NOT_READY'])
})

test('a page of a link learns who shared it, and neither the document’s name nor the patient’s', async () => {
  const meeting = await meet()
  const normal = await share(meeting, await attached(meeting))
  const sensitive = await share(meeting, await attached(meeting, { sensitivity: 'sensitive' }))
  const now = '2026-11-20T14:00:00.000Z'
  expect(await looked(meeting, normal.secret)).toEqual({ state: 'open', practitioner: eva.name, now })
  expect(await looked(meeting, sensitive.secret)).toEqual({
    state: 'needs-code',
    practitioner: eva.name,
    now,
    left: 10,
  })
})

test('a normal document opens by the act of a person, and its bytes come under that access session alone', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await share(meeting, await attached(meeting))
  const page = await openPage(world)
  const access = accessIn(await page.open(link.secret, undefined, phone))
  expect(access).toMatchObject({
    practitioner: eva.name,
    document: { id: link.document, name: 'Shared-Paper.pdf', kind: 'pdf', sensitivity: 'normal' },
    expiresAt: '2026-11-20T14:15:00.000Z',
    mostUntil: '2026-11-20T18:00:00.000Z',
    saves: true,
  })
  const said = await page.call(routes.issueAccessTicket, access.id, { json: { use: 'view' } })
  expect((await ask(said.json<Ticket>().url, 'GET')).body).toEqual(pdf)
  for (let times = 0; times < 2; times += 1)
    expect((await page.call(routes.noteView, access.id)).status).toBe(204)
  const [opened, viewed, ...more] = await documentAudit(meeting, link.document, [
    'access-opened',
    'document-viewed',
  ])
  expect(opened).toMatchObject({ link: link.id, access: access.id, way: 'link', participant: anna.id })
  expect(viewed).toMatchObject({ link: link.id, access: access.id, way: 'link', by: anna.id })
  expect(more).toEqual([])
})

test('a document that is not due yet says from when, and an expired one until when and who shared it', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const document = await attached(meeting, { expiresAt: '2026-11-21T00:00:00Z' })
  const link = await share(meeting, document)
  const page = await openPage(world)
  const put = pathOf(routes.attachDocument, { id: document, appointment: id })
  await world.as(doctor.token, 'PUT', put, { availability: 'after-session' })
  expect(await looked(meeting, link.secret)).toMatchObject({
    state: 'later',
    from: '2026-11-20T14:30:00.000Z',
  })
  expect(refusal(await page.open(link.secret))).toEqual([409, 'NOT_YET'])
  await world.clock.advance(3_600_000)
  const access = accessIn(await page.open(link.secret))
  await world.clock.advance(10 * 3_600_000)
  expect(await looked(meeting, link.secret)).toMatchObject({
    state: 'expired',
    expiredAt: '2026-11-21T00:00:00.000Z',
    practitioner: eva.name,
  })
  expect(refusal(await page.open(link.secret))).toEqual([410, 'DOCUMENT_EXPIRED'])
  expect(refusal(await page.call(routes.awaitAccess, access.id))).toEqual([401, 'ACCESS_ENDED'])
  // With a new date it opens again by the same link.
  await world.backend('PATCH', pathOf(routes.changeDocument, { id: document }), { expiresAt: null })
  accessIn(await page.open(link.secret))
})

test('an unknown link, a withdrawn one, and one whose document was taken from the patient are refused alike', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const withdrawn = await share(meeting, await attached(meeting))
  await withdraw(meeting, withdrawn)
  const detached = await share(meeting, await attached(meeting))
  const path = pathOf(routes.detachDocument, { id: detached.document, appointment: id })
  await world.as(doctor.token, 'DELETE', path)
  const deleted = await share(meeting, await attached(meeting))
  await world.as(doctor.token, 'DELETE', pathOf(routes.deleteDocument, { id: deleted.document }))
  const page = await openPage(world)
  const answers = []
  for (const secret of ['A'.repeat(22), withdrawn.secret, detached.secret, deleted.secret])
    for (const said of [
      await look(meeting, secret),
      await page.open(secret),
      await page.open(secret, '123456'),
      await ask(world.url + pathOf(routes.askForLinkCode), 'POST', { json: { secret } }),
    ])
      answers.push(`${said.status} ${said.body}`)
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('LINK_GONE')
})

test('what a link has opened closes within a second when it is withdrawn, and the page that waits is told', async () => {
  const meeting = await meet()
  const { world } = meeting
  const long = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_000_000, '0123456789 ')])
  const document = await readyDocument(
    meeting,
    { name: 'Long-Shared.pdf', attach: true },
    Buffer.concat([long, Buffer.from('\n%%EOF\n')]),
  )
  const link = await share(meeting, document)
  const page = await openPage(world)
  const access = accessIn(await page.open(link.secret))
  const said = await page.call(routes.issueAccessTicket, access.id, { json: { use: 'download' } })
  const { url } = said.json<Ticket>()
  const reader = await readSlowly((await fetch(url)).body)
  const waiting = page.call(routes.awaitAccess, access.id, { query: `?expiresAt=${access.expiresAt}` })
  await withdraw(meeting, link)
  const begun = world.clock.now()
  expect(await reader.breaksOff(world.clock)).toBe(true)
  expect(refusal(await whileTimePasses(meeting, waiting))).toEqual([401, 'ACCESS_ENDED'])
  // Well before the end of the longest wait.
  expect(world.clock.now() - begun).toBeLessThan(25_000)
  expect(refusal(await ask(url, 'GET'))).toEqual([401, 'ACCESS_ENDED'])
  expect(refusal(await page.call(routes.noteView, access.id))).toEqual([401, 'ACCESS_ENDED'])
})

test('a change of sensitivity, and the end of the right to a document, close what is open of it', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const link = await share(meeting, await attached(meeting))
  const page = await openPage(world)
  const change = (body: object) =>
    world.as(doctor.token, 'PATCH', pathOf(routes.changeDocument, { id: link.document }), body)
  const open = async (): Promise<Access> => accessIn(await page.open(link.secret))
  const isOpen = async ({ id: access }: Access) => (await page.call(routes.awaitAccess, access)).status

  const first = await open()
  expect(await isOpen(first)).toBe(200)
  await change({ sensitivity: 'sensitive' })
  expect(await isOpen(first)).toBe(401)
  await change({ sensitivity: 'normal' })
  expect(await isOpen(first)).toBe(401)
  const second = await open()
  await change({ visibility: 'paid' })
  expect(await isOpen(second)).toBe(401)
  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid: true })
  expect(await isOpen(second)).toBe(200)
  const path = pathOf(routes.detachDocument, { id: link.document, appointment: id })
  await world.as(doctor.token, 'DELETE', path)
  await world.as(doctor.token, 'PUT', path, {})
  expect(await isOpen(second)).toBe(401)
})

test('the backend shares with its key, the staff in their own appointment, and nobody else', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  await reregister(world, id, { staff: [sam] })
  const document = await attached(meeting)
  const as = async (token: string, path: string, method = 'POST') =>
    refusal(await ask(world.url + path, method, { token }))
  const path = pathOf(routes.shareDocument, { id: document, patient: anna.id })
  const helper = await bring(world, id, sam.id)
  const other = await world.deskToken(otherDoctor.id)
  expect(await as(world.apiKey, path)).toEqual([200, undefined])
  expect(await as(helper.token, path)).toEqual([200, undefined])
  for (const token of [other, meeting.patient.token])
    expect(await as(token, path)).toEqual([404, 'NOT_FOUND'])
  const strange = pathOf(routes.shareDocument, { id: document, patient: peter.id })
  expect(await as(helper.token, strange)).toEqual([404, 'NOT_FOUND'])
  const link = await share(meeting, document)
  expect(refusal(await tryIssueCode(meeting, link))).toEqual([409, 'CODE_NOT_NEEDED'])
  for (const route of [routes.issueCode, routes.unlockLink, routes.restoreLink])
    expect(await as(other, pathOf(route, { id: link.id }))).toEqual([404, 'NOT_FOUND'])
})

test('both sides hear that something changed when a link is opened, and nothing more', async () => {
  const meeting = await meet()
  const { world } = meeting
  const other = await connect(world.url, { token: await filesToken(world, peter.id), view: 'documents' })
  const mine = await connect(world.url, { token: await filesToken(world, anna.id), view: 'documents' })
  const desk = await connect(world.url, { token: await world.deskToken(eva.id), view: 'documents' })
  const link = await share(meeting, await attached(meeting))
  const page = await openPage(world)
  const access = accessIn(await page.open(link.secret))
  const before = desk.heard.length
  await page.call(routes.noteView, access.id)
  await until('the desk hears it', () => desk.heard.length > before)
  await until('the patient hears it', () => mine.heard.some(({ name }) => name === 'documents'))
  expect(other.heard.filter(({ name }) => name === 'documents')).toEqual([])
})

test('what is done with the link of a patient is told in that patient’s appointments, and in no others with the document', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const document = await attached(meeting)
  const elsewhere = await world.appointment({ patients: [{ id: peter.id, name: peter.name }] })
  await world.backend('PUT', pathOf(routes.attachDocument, { id: document, appointment: elsewhere }), {})
  const here = await connect(world.url, { token: await world.token(id, eva.id), view: 'documents' })
  const there = await connect(world.url, { token: await world.token(elsewhere, eva.id), view: 'documents' })
  await share(meeting, document)
  // That something changed in the library is told to all pages of its practitioner.
  const hints = (ear: typeof here) =>
    ear.heard.filter(
      ({ name, payload }) => name === 'documents' && (payload as DocumentsChanged).library !== true,
    )
  await until('it is told', () => hints(here).length > 0)
  await world.backend('DELETE', pathOf(routes.detachDocument, { id: document, appointment: elsewhere }))
  // What is told of the attachment comes behind all that was told of the link.
  await until('the attachment is told', () => hints(there).length > 0)
  expect(hints(there)).toHaveLength(1)
})
