import { openPatientDocuments, type PatientDocuments } from '@chairside/client'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { documentPages, filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { readyPaper, view } from '../../world/profiles.ts'
import { allowed, grownPdf, pick } from '../../world/samples.ts'
import { looked } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

/* A practitioner keeps, shares and watches the documents of a patient by the SDK. */

const open = ({ world }: Meeting, appointment?: string): Promise<PatientDocuments> =>
  documentPages(world).patient(anna.id, appointment)

const first = (list: PatientDocuments) => until('it is ready', () => list.documents[0], 2000)

test('a PDF is uploaded to the profile with its sensitivity and expiry, and each open page has it', async () => {
  const meeting = await meet()
  const [list, other] = [await open(meeting), await open(meeting)]
  expect([list.name, list.documents, list.together]).toEqual([anna.name, [], false])
  const expiresAt = new Date(meeting.world.clock.now() + 86_400_000)
  const [upload] = list.upload([pick(allowed.pdf, 'výsledky.pdf')], { sensitivity: 'sensitive', expiresAt })
  const one = await first(list)
  expect(upload?.document).toBe(one.document)
  expect(one.onProfile).toBe(true)
  expect([one.document.name, one.document.sensitivity, one.document.expiresAt]).toEqual([
    'výsledky.pdf',
    'sensitive',
    expiresAt,
  ])
  expect(list.uploads).toEqual([])
  await until('the other page has it', () => other.documents.length === 1)
})

test('a file that is no PDF, or has a byte more than 10 MB, is refused in the page with its reason', async () => {
  const list = await open(await meet())
  const large = grownPdf(10 * MB + 1, 'large.pdf')
  const [letter, huge] = list.upload([pick(allowed.docx, 'list.docx'), large])
  expect([letter?.state, letter?.problem?.code]).toEqual(['refused', 'EXTENSION_NOT_ALLOWED'])
  expect([huge?.state, huge?.problem?.code, huge?.problem?.problem.limit]).toEqual([
    'refused',
    'FILE_TOO_LARGE',
    10 * MB,
  ])
  expect(list.uploads).toHaveLength(2)
  await letter?.remove()
  await huge?.remove()
  expect(list.uploads).toEqual([])
})

test('a document belongs to an appointment, is moved to the profile, taken off and put back', async () => {
  const meeting = await meet()
  const list = await open(meeting, meeting.id)
  list.upload([pick(allowed.pdf, 'invoice.pdf')])
  const one = await first(list)
  expect([one.onProfile, one.document.sessions]).toEqual([false, 1])
  await one.put()
  await one.detach(meeting.id)
  expect(list.documents).toEqual([])
  const all = await open(meeting)
  const mine = await first(all)
  expect(mine.onProfile).toBe(true)
  await mine.takeOff()
  expect(all.documents).toEqual([])
  await mine.put()
  expect((await first(all)).id).toBe(one.id)
})

test('a link is shared, withdrawn and restored; the call never tells a code, and a normal document has none', async () => {
  const meeting = await meet()
  await readyPaper(meeting)
  const list = await open(meeting)
  const one = await first(list)
  expect(one.link).toBeUndefined()
  const { link, code } = await one.share()
  expect(link).toContain('/d#')
  expect(one.link?.state).toBe('shared')
  expect((await one.share()).link).toBe(link)
  await expect(code()).rejects.toMatchObject({ code: 'CODE_NOT_NEEDED' })
  await one.withdraw()
  expect(one.link?.state).toBe('withdrawn')
  await one.restore()
  expect(one.link?.state).toBe('shared')
  await one.withdraw()
  expect((await one.share()).link).not.toBe(link)
})

test('the code of a sensitive document is told once, a new one ends it, and making it normal ends the need for one', async () => {
  const meeting = await meet()
  await readyPaper(meeting, { sensitivity: 'sensitive' })
  const list = await open(meeting)
  const one = await first(list)
  const { link = '', code } = await one.share()
  expect(one.link?.code.state).toBe('none')
  const made = await code()
  expect(made.code).toMatch(/^\d{6}$/)
  expect(made.expiresAt.getTime()).toBe(meeting.world.clock.now() + 86_400_000)
  expect(one.link?.code.state).toBe('made')
  expect(JSON.stringify(one.link)).not.toContain(made.code)
  expect((await one.newCode()).code).toMatch(/^\d{6}$/)
  const secret = link.split('#')[1] ?? ''
  expect((await looked(meeting, secret)).state).toBe('needs-code')
  await one.setSensitivity('normal')
  expect((await looked(meeting, secret)).state).toBe('open')
  await expect(one.newCode()).rejects.toMatchObject({ code: 'CODE_NOT_NEEDED' })
})

test('a new code after a withdrawal comes with a new link, and answers the patient who asked for one', async () => {
  const meeting = await meet()
  await readyPaper(meeting, { sensitivity: 'sensitive' })
  const list = await open(meeting)
  const one = await first(list)
  const { link = '' } = await one.share()
  await one.withdraw()
  const asked = await ask(meeting.world.url + pathOf(routes.askForDocumentCode, { id: one.id }), 'POST', {
    token: await filesToken(meeting.world, anna.id),
  })
  expect(asked.status).toBe(204)
  await until('the practitioner sees it', () => one.link?.wantedAt !== undefined)
  expect(one.link?.state).toBe('withdrawn')
  expect((await one.newCode()).code).toMatch(/^\d{6}$/)
  expect(one.link).toMatchObject({ state: 'shared', code: { state: 'made' } })
  expect(one.link).not.toHaveProperty('wantedAt')
  expect((await one.share()).link).not.toBe(link)
})

test('a long list is loaded page by page, stays loaded when something changes, and says how many there are', async () => {
  const meeting = await meet({ limits: { profilePage: 2 } })
  for (let count = 0; count < 5; count += 1) await readyPaper(meeting)
  const list = await open(meeting)
  expect([list.documents.length, list.total, list.hasMore]).toEqual([2, 5, true])
  await Promise.all([list.more(), list.more()])
  expect([list.documents.length, list.hasMore]).toEqual([4, true])
  await list.more()
  expect([list.documents.length, list.hasMore]).toEqual([5, false])
  await list.more()
  await readyPaper(meeting)
  await until('the new one is there', () => list.total === 6)
  expect([list.documents.length, list.hasMore]).toEqual([6, false])
})

test('it is unlocked only while both are in the appointment, which the page hears', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  await readyPaper(meeting, { sensitivity: 'sensitive' })
  const list = await open(meeting)
  const one = await first(list)
  await one.share()
  await expect(one.unlock()).rejects.toMatchObject({ code: 'NOT_TOGETHER' })
  await world.join(id, eva.id)
  await world.join(id, anna.id)
  await until('the page hears that both are there', () => list.together)
  await one.unlock()
})

test('views are counted live, and say when, by which way and on what', async () => {
  const meeting = await meet()
  const id = await readyPaper(meeting)
  const list = await open(meeting)
  const one = await first(list)
  expect([one.views, one.viewedAt]).toEqual([0, undefined])
  await view(meeting, id, { userAgent: 'Mozilla/5.0 (Windows NT 10.0)' })
  await until('the page counts it', () => one.views === 1)
  expect(one.viewedAt).toEqual(new Date(meeting.world.clock.now()))
  expect(await one.readViews()).toEqual({
    views: [{ at: one.viewedAt, way: 'files', device: 'windows' }],
    total: 1,
    wrong: undefined,
  })
})

test('a patient whom the practitioner never met is not there', async () => {
  const { world } = await meet()
  const token = () => world.deskToken(eva.id)
  await expect(openPatientDocuments({ url: world.url, token, patient: peter.id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a patient’s own page has what is on their profile, and hears what is put there', async () => {
  const meeting = await meet()
  const files = await documentPages(meeting.world).files()
  expect(files.profile).toEqual([])
  const id = await readyPaper(meeting)
  await until('it is there', () => files.profile.length === 1)
  const [group] = files.profile
  expect(group?.practitioner).toEqual(eva)
  const [mine] = group?.documents ?? []
  expect([mine?.id, mine?.state]).toEqual([id, 'open'])
  await mine?.viewed()
  const list = await open(meeting)
  const one = await first(list)
  expect(one.views).toBe(1)
  // And the patient hears who has opened it and when it was shared.
  await meeting.world.clock.advance(60_000)
  await one.share()
  const at = new Date(meeting.world.clock.now())
  const told = { document: id, name: one.document.name, practitioner: eva }
  const viewed = { ...told, done: 'viewed', at: one.viewedAt, way: 'files', device: 'other' }
  expect(await mine?.readViews()).toEqual([{ ...told, done: 'shared', at }, viewed])
  expect(await files.readViews()).toEqual(await mine?.readViews())
})
