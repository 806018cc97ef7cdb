import { randomUUID } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { tus } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { askProfile, offeredPaper, onProfile, profileOf, put, readyPaper } from '../../world/profiles.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

/* A practitioner keeps documents on the profiles of patients. */

const ids = async (meeting: Meeting, patient = anna.id, query = '') =>
  (await profileOf(meeting, patient, query)).documents.map(({ document }) => document.id)

const offer = ({ world, doctor }: Meeting, fields: object): Promise<Response> =>
  world.as(doctor.token, 'POST', pathOf(routes.createDocument), {
    id: randomUUID(),
    name: 'Profile-Paper.pdf',
    size: 900,
    policy: 'document',
    attach: { patient: anna.id },
    ...fields,
  })

const refusal = async (answer: Response) => [answer.status, (await answer.json()) as object] as const

test('a document that is uploaded to a profile stands there, with the patient’s name and nothing shared or viewed', async () => {
  const meeting = await meet()
  const id = await readyPaper(meeting, { sensitivity: 'sensitive' })
  const { patient, documents, appointments, together } = await profileOf(meeting)
  expect(patient).toEqual(anna)
  expect(documents).toMatchObject([{ document: { id, state: 'ready' }, onProfile: true, views: 0 }])
  expect(documents[0]).not.toHaveProperty('link')
  expect(appointments.map((one) => one.id)).toEqual([meeting.id])
  expect(together).toBe(false)
})

test('what is attached to an appointment with one patient is that patient’s; of a group it is nobody’s own, until it is put on a profile', async () => {
  const meeting = await meet()
  const alone = await readyDocument(meeting, { attach: true })
  const group = await meeting.world.appointment({ patients: [anna, peter] })
  const shared = await readyDocument(meeting)
  const path = pathOf(routes.attachDocument, { id: shared, appointment: group })
  expect((await meeting.world.backend('PUT', path, {})).status).toBe(200)
  expect(await ids(meeting)).toEqual([alone])
  expect((await onProfile(meeting, alone)).onProfile).toBe(false)
  expect((await put(meeting, shared)).status).toBe(200)
  expect((await ids(meeting)).toSorted()).toEqual([alone, shared].toSorted())
  expect(await ids(meeting, peter.id)).toEqual([])
})

test('a profile in an appointment shows what is attached there alone', async () => {
  const meeting = await meet()
  const here = await readyDocument(meeting, { attach: true })
  await readyPaper(meeting)
  expect(await ids(meeting, anna.id, `?appointment=${meeting.id}`)).toEqual([here])
  const other = await meeting.world.appointment({ patients: [peter] })
  expect((await askProfile(meeting, anna.id, `?appointment=${other}`)).status).toBe(404)
})

test('a profile is read page by page, each document once and the newest first, and says how many there are', async () => {
  const meeting = await meet({ limits: { profilePage: 2 } })
  const { world } = meeting
  const all: string[] = []
  for (let count = 0; count < 5; count += 1) {
    all.unshift(await readyPaper(meeting))
    await world.clock.advance(count === 1 ? 0 : 1)
  }
  const first = await profileOf(meeting)
  expect(first.appointments).toHaveLength(1)
  const read: string[] = []
  for (let page = first; ; page = await profileOf(meeting, anna.id, `?after=${page.next}`)) {
    expect([page.total, page.documents.length <= 2]).toEqual([5, true])
    read.push(...page.documents.map(({ document }) => document.id))
    if (page.next === undefined) break
  }
  expect(new Set(read)).toEqual(new Set(all))
  expect(read).toHaveLength(5)
  expect(read.slice(0, 2)).toEqual(all.slice(0, 2))
  // The document at whose place reading went on may have been erased meanwhile.
  expect(await profileOf(meeting, anna.id, `?after=${randomUUID()}`)).toEqual(await profileOf(meeting))
})

test('a document is put on a profile and taken off; each a second time changes nothing', async () => {
  const meeting = await meet()
  const id = await readyDocument(meeting)
  expect(await ids(meeting)).toEqual([])
  for (let time = 0; time < 2; time += 1) expect((await put(meeting, id)).status).toBe(200)
  expect(await ids(meeting)).toEqual([id])
  for (let time = 0; time < 2; time += 1) expect((await put(meeting, id, anna.id, 'DELETE')).status).toBe(200)
  expect(await ids(meeting)).toEqual([])
  const lines = await (await meeting.world.backend('GET', pathOf(routes.readDocumentAudit, { id }))).text()
  const facts = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; participant?: string })
    .filter(({ participant }) => participant === anna.id)
  expect(facts.map(({ kind }) => kind)).toEqual(['document-attached', 'document-detached'])
})

test('a practitioner names only patients of their own appointments, also of those that are over; the backend names any', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting)
  await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  expect((await put(meeting, id, peter.id)).status).toBe(404)
  expect((await askProfile(meeting, peter.id)).status).toBe(404)
  expect((await offer(meeting, { attach: { patient: peter.id } })).status).toBe(404)
  const byApp = await world.backend('PUT', pathOf(routes.putOnProfile, { id, patient: peter.id }))
  expect(byApp.status).toBe(200)
  // From then on the practitioner has something of this patient.
  expect(await ids(meeting, peter.id)).toEqual([id])
  await world.end(meeting.id)
  expect((await put(meeting, id)).status).toBe(200)
})

test('the library of another practitioner stays theirs', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyPaper(meeting)
  await world.appointment({ practitioner: otherDoctor, patients: [anna] })
  const token = await world.deskToken(otherDoctor.id)
  const asked = async (method: string, path: string) => (await world.as(token, method, path)).status
  expect(await asked('PUT', pathOf(routes.putOnProfile, { id, patient: anna.id }))).toBe(404)
  expect(await asked('DELETE', pathOf(routes.takeOffProfile, { id, patient: anna.id }))).toBe(404)
  expect(await asked('GET', pathOf(routes.readViews, { id }))).toBe(404)
  expect(await asked('GET', pathOf(routes.readProfile, { id: eva.id, patient: anna.id }))).toBe(404)
  const own = await world.as(
    token,
    'GET',
    pathOf(routes.readProfile, { id: otherDoctor.id, patient: anna.id }),
  )
  expect(await own.json()).toMatchObject({ patient: anna, documents: [] })
})

test('a document for a profile is a PDF of at most 10 MB by what is said of it, and a refusal creates nothing', async () => {
  const meeting = await meet()
  expect(await refusal(await offer(meeting, { name: 'Letter.docx' }))).toMatchObject([
    415,
    { error: { code: 'EXTENSION_NOT_ALLOWED' } },
  ])
  const most = 10 * 1024 * 1024
  expect(await refusal(await offer(meeting, { size: most + 1 }))).toMatchObject([
    413,
    { error: { code: 'FILE_TOO_LARGE', limit: most, actual: most + 1 } },
  ])
  expect((await offer(meeting, { size: most })).status).toBe(200)
  expect(await ids(meeting)).toHaveLength(1)
})

test('a Word file under the name of a PDF is refused by its content, and says so where it stands', async () => {
  const meeting = await meet()
  const bytes = bytesOf(allowed.docx)
  const id = await offeredPaper(meeting, { size: bytes.length })
  await ask(meeting.world.url + pathOf(routes.sendDocumentBytes, { id }), 'PATCH', {
    token: meeting.doctor.token,
    headers: tus(0),
    body: bytes,
  })
  const { document } = await onProfile(meeting, id)
  expect(document).toMatchObject({ state: 'rejected', code: 'TYPE_NOT_ALLOWED' })
  // It can be shared with nobody, hence it is put on no other profile.
  expect((await put(meeting, id)).status).toBe(404)
})

test.each([
  ['2001-01-01T00:00:00Z', 'expiry-in-past'],
  ['9999-12-31T23:59:59Z', 'expiry-too-far'],
])('an expiry at %s is refused by name, and nothing changes', async (expiresAt, found) => {
  const meeting = await meet()
  const wanted = [400, { error: { code: 'BAD_REQUEST', found, field: '/expiresAt' } }]
  expect(await refusal(await offer(meeting, { expiresAt }))).toMatchObject(wanted)
  const id = await readyPaper(meeting)
  const path = pathOf(routes.changeDocument, { id })
  const changed = await meeting.world.as(meeting.doctor.token, 'PATCH', path, { expiresAt })
  expect(await refusal(changed)).toMatchObject(wanted)
  expect((await onProfile(meeting, id)).document).not.toHaveProperty('expiresAt')
})

test('an expired document stays in the list, and a deleted one leaves it', async () => {
  const meeting = await meet()
  const expiresAt = new Date(meeting.world.clock.now() + 3_600_000).toISOString()
  const id = await readyPaper(meeting, { expiresAt })
  await meeting.world.clock.advance(3_600_000)
  expect((await onProfile(meeting, id)).document).toMatchObject({ state: 'ready', expiresAt })
  await meeting.world.backend('DELETE', pathOf(routes.deleteDocument, { id }))
  expect(await ids(meeting)).toEqual([])
})

test('a profile says that both are in one appointment, so that something can be unlocked there', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  expect((await profileOf(meeting)).together).toBe(true)
  patient.close()
  await until('the server has seen them leave', async () => {
    await world.clock.advance(1_000)
    return !(await profileOf(meeting)).together
  })
})
