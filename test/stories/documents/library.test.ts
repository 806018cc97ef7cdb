import { randomUUID } from 'node:crypto'
import { type Document, type LibraryPage, type PatientFiles, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { drawn, offerDocument, readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { fileIn, requested, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const pdf = bytesOf(allowed.pdf)

const page = async ({ world, doctor }: Meeting, query = ''): Promise<LibraryPage> =>
  (await (
    await world.as(doctor.token, 'GET', pathOf(routes.readLibrary, { id: eva.id }) + query)
  ).json()) as LibraryPage

const names = ({ documents }: LibraryPage): string[] => documents.map(({ name }) => name)

async function search({ world, doctor }: Meeting, text: string): Promise<string[]> {
  const path = pathOf(routes.searchLibrary, { id: eva.id })
  return names((await (await world.as(doctor.token, 'POST', path, { search: text })).json()) as LibraryPage)
}

const offer = ({ world, doctor }: Meeting, fields: object): Promise<Response> =>
  world.as(doctor.token, 'POST', pathOf(routes.createDocument), {
    ...{ id: randomUUID(), name: 'Offered-Paper.pdf', size: 9, policy: 'material' },
    ...fields,
  })

const codeOf = (said: Response): string | null => said.headers.get('chairside-error')

test('a library is searched by any part of a name, whatever its case and accents, and read page by page', async () => {
  const meeting = await meet({ limits: { libraryPage: 2 } })
  for (const name of ['Žilina-Plan.pdf', 'Übung 100%.pdf', 'Letter.pdf', 'zweite Übung.pdf', 'A_B.pdf'])
    await offerDocument(meeting, { name })
  expect(await search(meeting, 'zilina')).toEqual(['Žilina-Plan.pdf'])
  expect((await search(meeting, 'UBUNG')).toSorted()).toEqual(['zweite Übung.pdf', 'Übung 100_.pdf'])
  // Signs of a pattern are only themselves.
  expect(await search(meeting, 'a_b')).toEqual(['A_B.pdf'])
  const all: string[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const some = await page(meeting, `?order=name${next === '' ? '' : `&after=${next}`}`)
    expect(some.total).toBe(5)
    all.push(...names(some))
    next = some.next
  }
  expect(all).toEqual(['A_B.pdf', 'Letter.pdf', 'Übung 100_.pdf', 'Žilina-Plan.pdf', 'zweite Übung.pdf'])
})

test('what a policy does not take is refused by name, and a full library says its limit and what it would have', async () => {
  const meeting = await meet({ limits: { library: 1000 } })
  expect(codeOf(await offer(meeting, { name: 'Setup.exe' }))).toBe('EXTENSION_NOT_ALLOWED')
  expect(codeOf(await offer(meeting, { name: 'Letter.docx', policy: 'document' }))).toBe(
    'EXTENSION_NOT_ALLOWED',
  )
  expect(codeOf(await offer(meeting, { size: 11 * 1024 * 1024, policy: 'document' }))).toBe('FILE_TOO_LARGE')
  expect(codeOf(await offer(meeting, { expiresAt: '2001-01-01T00:00:00Z' }))).toBe('BAD_REQUEST')
  expect((await offer(meeting, { size: 600 })).status).toBe(200)
  const full = await offer(meeting, { size: 500 })
  expect([full.status, (await full.json()) as object]).toMatchObject([
    409,
    { error: { code: 'LIBRARY_FULL', limit: 1000, actual: 1100 } },
  ])
})

test('an offer that is sent again gives the first answer; another one with its id is a conflict', async () => {
  const meeting = await meet()
  const fields = { id: randomUUID(), name: 'Twice.pdf' }
  const first = (await (await offer(meeting, fields)).json()) as Document
  expect(await (await offer(meeting, fields)).json()).toEqual(first)
  expect(codeOf(await offer(meeting, { ...fields, size: 10 }))).toBe('CONFLICT')
})

test('a program under another name is refused by its content, and stays in the library as refused', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(510)])
  const id = await offerDocument(meeting, { name: 'Harmless.bin', size: program.length })
  const said = await ask(world.url + pathOf(routes.sendDocumentBytes, { id }), 'PATCH', {
    headers: tus(0),
    body: program,
    token: doctor.token,
  })
  expect([said.status, said.error?.code]).toEqual([415, 'TYPE_NOT_ALLOWED'])
  expect((await page(meeting)).documents).toMatchObject([{ id, state: 'rejected', code: 'TYPE_NOT_ALLOWED' }])
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('a new name keeps the ending', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const id = await readyDocument(meeting, { name: 'Old-Name.pdf' })
  const rename = (name: string) =>
    world.as(doctor.token, 'PATCH', pathOf(routes.changeDocument, { id }), { name })
  expect(((await (await rename('New name')).json()) as Document).name).toBe('New name.pdf')
  expect(((await (await rename('Other.PDF')).json()) as Document).name).toBe('Other.pdf')
  expect(((await (await rename('Other.exe')).json()) as Document).name).toBe('Other.exe.pdf')
  expect(codeOf(await rename('.pdf'))).toBe('FILENAME_INVALID')
})

test('what is deleted is gone for everyone, and its bytes go; its record stays', async () => {
  const meeting = await meet()
  const { world, doctor, patient } = meeting
  const id = await readyDocument(meeting, { name: 'Deleted-Paper.pdf', attach: true })
  const reach = await world.as(doctor.token, 'GET', pathOf(routes.reachOfDocument, { id }))
  expect(await reach.json()).toEqual({ patients: 1, running: 1 })
  const gone = await world.as(doctor.token, 'DELETE', pathOf(routes.deleteDocument, { id }))
  expect(await gone.json()).toMatchObject({ state: 'deleted', sessions: 0 })
  const files = await world.as(patient.token, 'GET', pathOf(routes.readPatientFiles, { id: anna.id }))
  expect(((await files.json()) as PatientFiles).sessions).toEqual([])
  expect(names(await page(meeting))).toEqual([])
  expect(names(await page(meeting, '?place=deleted'))).toEqual(['Deleted-Paper.pdf'])
  await until('the bytes are gone', async () => (await world.stored()).length === 0)
})

test('a kept file is a document that points at the same bytes, and stays when the file goes', async () => {
  const meeting = await meet({ env: { RETENTION_HOURS: '1' } })
  const { world, id, doctor, patient } = meeting
  const request = await requested(doctor)
  const { id: file } = fileIn(await patient.offer([{ name: 'Kept-Letter.pdf', size: pdf.length }], request))
  await patient.patch(file, pdf)
  const keep = async () =>
    (await (
      await world.as(doctor.token, 'POST', pathOf(routes.keepFile, { id: file }), { id: randomUUID() })
    ).json()) as Document
  const kept = await keep()
  expect(kept).toMatchObject({
    name: 'Kept-Letter.pdf',
    state: 'ready',
    policy: 'material',
    size: pdf.length,
  })
  expect((await keep()).id).toBe(kept.id)
  expect(await world.stored()).toEqual([pdf.length])

  await world.end(id)
  await world.clock.advance(3_600_000)
  await world.chairside.sweep()
  expect(await world.stored()).toEqual([pdf.length])
  const desk = await world.deskToken(eva.id)
  const ticket = await world.as(desk, 'POST', pathOf(routes.issueDocumentTicket, { id: kept.id }), {
    use: 'download',
  })
  const { url } = (await ticket.json()) as { url: string }
  expect((await ask(url, 'GET')).body.equals(pdf)).toBe(true)
})

test('a full library takes no file of a call either, and says its limit', async () => {
  const meeting = await meet({ limits: { library: 1000 } })
  const { world, doctor, patient } = meeting
  const request = await requested(doctor)
  const { id: file } = fileIn(await patient.offer([{ name: 'Large-Letter.pdf', size: pdf.length }], request))
  await patient.patch(file, pdf)
  const said = await world.as(doctor.token, 'POST', pathOf(routes.keepFile, { id: file }), {
    id: randomUUID(),
  })
  expect(await said.json()).toMatchObject({
    error: { code: 'LIBRARY_FULL', limit: 1000, actual: pdf.length },
  })
  expect((await page(meeting)).total).toBe(0)
})

test('a template gives an appointment its documents once, also those that were taken off it later', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const document = await readyDocument(meeting, { name: 'Template-Paper.pdf' })
  const put = (path: string, body: object) => world.backend('PUT', path, body)
  await put(pathOf(routes.putTemplate, { id: 'first-visit' }), {
    documents: [{ document, availability: 'after-session' }],
  })
  const register = () => put(pathOf(routes.registerAppointment, { id }), { template: 'first-visit' })
  const attached = async () =>
    (
      (await (await world.backend('GET', pathOf(routes.readSession, { id }))).json()) as {
        documents: object[]
      }
    ).documents
  await register()
  expect(await attached()).toMatchObject([{ document: { id: document }, availability: 'after-session' }])
  await world.backend('DELETE', pathOf(routes.detachDocument, { id: document, appointment: id }))
  await register()
  expect(await attached()).toEqual([])
  expect((await put(pathOf(routes.registerAppointment, { id }), { template: 'none' })).status).toBe(400)
})

test('a picture gets a thumbnail, which only those may read who may open the picture', async () => {
  const meeting = await meet()
  const { world, patient } = meeting
  const id = await readyDocument(
    meeting,
    { name: 'Drawn-Picture.png', attach: true, visibility: 'paid' },
    bytesOf(allowed.png),
  )
  await drawn(meeting, id)
  const path = pathOf(routes.readThumbnail, { id })
  expect((await world.as(patient.token, 'GET', path)).status).toBe(404)
  await world.backend('PATCH', pathOf(routes.changePatient, { id: meeting.id, patient: anna.id }), {
    paid: true,
  })
  const seen = await world.as(patient.token, 'GET', path)
  expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect(
    Buffer.from(await seen.arrayBuffer())
      .subarray(8, 12)
      .toString(),
  ).toBe('WEBP')
})
