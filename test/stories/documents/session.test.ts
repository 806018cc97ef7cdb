import { randomUUID } from 'node:crypto'
import { type PatientFiles, pathOf, routes, type SeenAs, type SessionDocuments } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { offerDocument, readyDocument } from '../../world/document-calls.ts'
import { linesOf } from '../../world/exchange.ts'
import { ask } from '../../world/http.ts'
import { bring, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter, sam } from '../../world/people.ts'
import { readSlowly } from '../../world/slow-reader.ts'
import { until } from '../../world/until.ts'

const half = 30 * 60_000

/** A PDF with so many bytes behind its head, for an answer that takes a while. */
const longPdf = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes, '0123456789 '), Buffer.from('\n%%EOF\n')])

/** What Anna sees of her files: the name and the state of each document. */
async function seen({ world, patient }: Meeting): Promise<[string, string][]> {
  const said = await world.as(patient.token, 'GET', pathOf(routes.readPatientFiles, { id: anna.id }))
  const { sessions } = (await said.json()) as PatientFiles
  return sessions.flatMap(({ documents }) =>
    documents.map(({ name, state }): [string, string] => [name, state]),
  )
}

const session = async ({ world, id, doctor }: Meeting): Promise<SessionDocuments> =>
  (
    await world.as(doctor.token, 'GET', pathOf(routes.readSession, { id }))
  ).json() as Promise<SessionDocuments>

const attach = (meeting: Meeting, document: string, body: object): Promise<Response> =>
  meeting.world.as(
    meeting.doctor.token,
    'PUT',
    pathOf(routes.attachDocument, { id: document, appointment: meeting.id }),
    body,
  )

async function ticketFor({ world, patient }: Meeting, id: string): Promise<Response> {
  return world.as(patient.token, 'POST', pathOf(routes.issueDocumentTicket, { id }), { use: 'view' })
}

/** An appointment that begins in an hour. */
async function tomorrow(): Promise<Meeting> {
  const meeting = await meet()
  const now = meeting.world.clock.now()
  await move(meeting, now + 2 * half)
  return meeting
}

async function move({ world, id }: Meeting, startsAt: number): Promise<void> {
  const change = {
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + half).toISOString(),
  }
  expect((await world.backend('PUT', pathOf(routes.registerAppointment, { id }), change)).status).toBe(200)
}

test('a document opens for a patient when its window opens: at once, from the start, or from the end', async () => {
  const meeting = await tomorrow()
  const { world } = meeting
  const names = ['Before', 'At', 'After']
  const when = ['before', 'at-session', 'after-session']
  const ids: string[] = []
  for (const [index, name] of names.entries()) {
    const id = await readyDocument(meeting, { name: `Windowed-${name}.pdf`, attach: true })
    await attach(meeting, id, { availability: when[index] })
    ids.push(id)
  }
  const states = async () => (await seen(meeting)).map(([, state]) => state)
  expect(await states()).toEqual(['open', 'later', 'later'])
  const early = await ticketFor(meeting, ids[1] ?? '')
  expect([early.status, early.headers.get('chairside-error')]).toEqual([409, 'NOT_YET'])
  await world.clock.advance(2 * half)
  expect(await states()).toEqual(['open', 'open', 'later'])
  await world.end(meeting.id)
  expect(await states()).toEqual(['open', 'open', 'open'])
})

test('who has not paid does not learn of what is for those who have, and the practitioner sees why', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const paid = await readyDocument(meeting, { name: 'Paid-Plan.pdf', attach: true, visibility: 'paid' })
  const hidden = await ticketFor(meeting, paid)
  expect([await seen(meeting), hidden.status]).toEqual([[], 404])
  const as = await world.as(doctor.token, 'GET', pathOf(routes.seeAs, { id, patient: anna.id }))
  expect(((await as.json()) as SeenAs).missing).toMatchObject([{ id: paid, why: 'not-paid' }])

  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid: true })
  expect(await seen(meeting)).toEqual([['Paid-Plan.pdf', 'open']])
  expect((await ticketFor(meeting, paid)).status).toBe(200)
  // The attachment inherits what is changed of the document, until it has a visibility of its own.
  await world.as(doctor.token, 'PATCH', pathOf(routes.changeDocument, { id: paid }), { visibility: 'all' })
  expect((await session(meeting)).documents).toMatchObject([{ visibility: 'all', inherited: true }])
  await attach(meeting, paid, { visibility: 'paid' })
  expect((await session(meeting)).documents).toMatchObject([{ visibility: 'paid', inherited: false }])
})

test('what a patient has opened stays open for them when the session is moved later, and the practitioner is told', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting, { name: 'Moved-Paper.pdf', attach: true })
  await attach(meeting, id, { availability: 'at-session' })
  const { url } = (await (await ticketFor(meeting, id)).json()) as { url: string }
  expect((await ask(url, 'GET')).status).toBe(200)
  await until('it counts as opened', async () => (await session(meeting)).documents[0]?.openedBy === 1)
  await move(meeting, world.clock.now() + 4 * half)
  expect(await seen(meeting)).toEqual([['Moved-Paper.pdf', 'open']])
  expect((await session(meeting)).documents).toMatchObject([{ openedBy: 1, meantFor: 1, staysOpenFor: 1 }])
  // A change of its availability by the practitioner counts for everybody.
  await attach(meeting, id, { availability: 'after-session' })
  expect(await seen(meeting)).toEqual([['Moved-Paper.pdf', 'later']])
})

test('a picture that a page fetched ahead counts as opened once it is shown, and not before', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting, { name: 'Next-Picture.pdf', attach: true })
  const said = await world.as(meeting.patient.token, 'POST', pathOf(routes.issueDocumentTicket, { id }), {
    use: 'view',
  })
  const { url } = (await said.json()) as { url: string }
  const sent = async () =>
    (await linesOf(await world.backend('GET', pathOf(routes.readDocumentAudit, { id })))).filter(({ kind }) =>
      ['document-sent', 'document-viewed'].includes(kind),
    )
  expect((await ask(`${url}?ahead=true`, 'GET')).status).toBe(200)
  await until('the audit has it', async () => (await sent()).length > 0)
  expect(await sent()).toMatchObject([{ kind: 'document-sent', by: anna.id, ahead: true, whole: true }])
  expect((await session(meeting)).documents[0]?.openedBy).toBe(0)
  expect((await ask(url, 'GET', { headers: { range: 'bytes=0-0' } })).status).toBe(206)
  await until('it counts as opened', async () => (await session(meeting)).documents[0]?.openedBy === 1)
  expect((await sent()).slice(1)).toMatchObject([
    { kind: 'document-sent', bytes: 1 },
    { kind: 'document-viewed', by: anna.id },
  ])
})

test('a running download ends within a second when the right to it ends', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const pdf = longPdf(8_000_000)
  const id = await readyDocument(meeting, { name: 'Long-Paper.pdf', attach: true }, pdf)
  const { url } = (await (await ticketFor(meeting, id)).json()) as { url: string }
  const reader = await readSlowly((await fetch(url)).body)
  await world.as(doctor.token, 'DELETE', pathOf(routes.detachDocument, { id, appointment: meeting.id }))
  expect(await reader.breaksOff(world.clock)).toBe(true)
  expect((await ticketFor(meeting, id)).status).toBe(404)
})

test('a practitioner who takes over an appointment opens what is attached, whole, though it is in another library', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const pdf = longPdf(12_000_000)
  const document = await readyDocument(meeting, { name: 'Taken-Over.pdf', attach: true }, pdf)
  await reregister(world, id, { practitioner: otherDoctor })
  const next = await world.token(id, otherDoctor.id)
  const said = await world.as(next, 'POST', pathOf(routes.issueDocumentTicket, { id: document }), {
    use: 'download',
  })
  const reader = (await fetch(((await said.json()) as { url: string }).url)).body?.getReader()
  let bytes = (await reader?.read())?.value?.length ?? 0
  // The running streams are asked about meanwhile.
  await world.clock.advance(1000)
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read())
    bytes += next.value.length
  expect(bytes).toBe(pdf.length)
  const change = await world.as(next, 'PATCH', pathOf(routes.changeDocument, { id: document }), {
    name: 'Mine',
  })
  expect(change.status).toBe(404)
})

test('the staff do on a session what its practitioner may, and nothing in the library', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  await reregister(world, id, { staff: [sam] })
  const helper = await bring(world, id, sam.id)
  const own = await readyDocument({ ...meeting, doctor: helper }, { name: 'Staff-Paper.pdf', attach: true })
  const inLibrary = await readyDocument(meeting, { name: 'Library-Paper.pdf' })
  expect((await session(meeting)).documents).toMatchObject([{ document: { id: own } }])
  const put = (document: string) =>
    world.as(helper.token, 'PUT', pathOf(routes.attachDocument, { id: document, appointment: id }), {
      availability: 'after-session',
    })
  expect([(await put(own)).status, (await put(inLibrary)).status]).toEqual([200, 404])
  const library = await world.as(helper.token, 'GET', pathOf(routes.readLibrary, { id: eva.id }))
  expect(library.status).toBe(404)
  const removed = await world.as(helper.token, 'DELETE', pathOf(routes.deleteDocument, { id: own }))
  expect(removed.status).toBe(404)
})

test('several are changed in one act and put in a new order; what is attached twice is attached once', async () => {
  const meeting = await meet()
  const { world, id, doctor } = meeting
  const ids: string[] = []
  for (const name of ['One', 'Two', 'Three'])
    ids.push(await readyDocument(meeting, { name: `Ordered-${name}.pdf`, attach: true }))
  const change = (body: object) => world.as(doctor.token, 'PATCH', pathOf(routes.changeSession, { id }), body)
  await change({ documents: ids.slice(0, 2), availability: 'after-session', visibility: 'paid' })
  await change({ order: [ids[2]] })
  await attach(meeting, ids[2] ?? '', {})
  const { documents } = await session(meeting)
  expect(
    documents.map(({ document, availability, visibility }) => [document.id, availability, visibility]),
  ).toEqual([
    [ids[2], 'before', 'all'],
    [ids[0], 'after-session', 'paid'],
    [ids[1], 'after-session', 'paid'],
  ])
  // The same order again changes nothing, and a new one is one line in the audit, however many documents it moves.
  await change({ order: [ids[2]] })
  const audit = await world.backend('GET', pathOf(routes.readAudit, { id }))
  expect((await linesOf(audit)).filter(({ kind }) => kind === 'documents-ordered')).toHaveLength(1)
  const stranger = await readyDocument(meeting)
  const refused = [
    await change({ documents: [stranger], availability: 'before' }),
    await change({ order: [stranger] }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([404, 404])
})

test('what does not arrive is no document for patients, and another appointment’s patient sees nothing', async () => {
  const meeting = await meet()
  const { world } = meeting
  await offerDocument(meeting, { name: 'Arriving-Paper.pdf', attach: true })
  expect(await seen(meeting)).toEqual([])
  const ready = await readyDocument(meeting, { name: 'Ready-Paper.pdf', attach: true })
  const other = await world.appointment({ patients: [peter] })
  const token = await world.token(other, peter.id)
  const said = await world.as(token, 'POST', pathOf(routes.issueDocumentTicket, { id: ready }), {
    use: 'view',
  })
  const files = await world.as(token, 'GET', pathOf(routes.readPatientFiles, { id: anna.id }))
  expect([said.status, files.status]).toEqual([404, 404])
})

test('an act on many documents tells each page once that something changed', async () => {
  const meeting = await meet()
  const { world, id, doctor, patient } = meeting
  const documents: string[] = []
  for (let count = 0; count < 4; count += 1) documents.push(await readyDocument(meeting, { attach: true }))
  const ears = [await doctor.connect(), await patient.connect()]
  const change = (availability: string) =>
    world.as(doctor.token, 'PATCH', pathOf(routes.changeSession, { id }), { documents, availability })
  for (const availability of ['at-session', 'after-session', 'before'])
    expect((await change(availability)).status).toBe(200)
  const hints = (ear: (typeof ears)[number]) =>
    ear.heard.filter(
      ({ name, payload }) => name === 'documents' && (payload as { appointment?: string }).appointment === id,
    )
  // A request is told behind all of them.
  await doctor.ask('POST', pathOf(routes['request:ask']), {
    json: { appointment: id, id: randomUUID(), to: anna.id },
  })
  for (const ear of ears) {
    await until('it is told', () => ear.heard.some(({ name }) => name === 'request'))
    expect(hints(ear)).toHaveLength(3)
  }
})
