import { type OwnViews, type Profile, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
import { accessIn, openPage, type Page } from '../../world/page.ts'
import { bring, reregister } from '../../world/party.ts'
import { anna, eva, sam } from '../../world/people.ts'
import {
  comeIn,
  documentAudit,
  issueCode,
  looked,
  refusal,
  type Shared,
  share,
  withdraw,
} from '../../world/sharing.ts'
import { connect } from '../../world/socket.ts'
import { until } from '../../world/until.ts'

async function locked(): Promise<{ meeting: Meeting; link: Shared }> {
  const meeting = await meet()
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  return { meeting, link: await share(meeting, id) }
}

const unlock = ({ world, doctor }: Meeting, { id }: Shared, token: string = doctor.token) =>
  ask(world.url + pathOf(routes.unlockLink, { id }), 'POST', { token })

/** Somebody says in a page of the link that they have no code. */
const askForCode = ({ world }: Meeting, { secret }: Shared, page?: Page) =>
  ask(world.url + pathOf(routes.askForLinkCode), 'POST', {
    json: { secret, ...(page && { key: page.key }) },
  })

const withdrawn = ({ world, doctor }: Meeting, id: string) =>
  ask(world.url + pathOf(routes.withdrawLink, { id, patient: anna.id }), 'DELETE', { token: doctor.token })

test('while both are in the appointment the practitioner unlocks a document, which then opens once without a code', async () => {
  const { meeting, link } = await locked()
  const { world } = meeting
  expect(refusal(await unlock(meeting, link))).toEqual([409, 'NOT_TOGETHER'])
  await comeIn(meeting, meeting.patient)
  expect(refusal(await unlock(meeting, link))).toEqual([409, 'NOT_TOGETHER'])
  await comeIn(meeting, meeting.doctor)
  const page = await openPage(world)
  await askForCode(meeting, link, page)
  const mine = await connect(world.url, { token: await filesToken(world, anna.id), view: 'documents' })
  expect((await unlock(meeting, link)).json()).toMatchObject({ unlockedUntil: '2026-11-20T14:02:00.000Z' })
  await until('the patient’s own page hears it', () => mine.heard.some(({ name }) => name === 'documents'))
  expect(await looked(meeting, link.secret)).toMatchObject({ state: 'needs-code', unlocked: true })
  accessIn(await page.open(link.secret))
  expect(refusal(await page.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  expect(await looked(meeting, link.secret)).not.toHaveProperty('unlocked')
  const facts = await documentAudit(meeting, link.document, ['document-unlocked', 'access-opened'])
  expect(facts).toMatchObject([
    { kind: 'document-unlocked', link: link.id, participant: anna.id },
    { kind: 'access-opened', way: 'unlocked' },
  ])

  // In their own page too, and for two minutes alone.
  await unlock(meeting, link)
  const open = async () =>
    ask(world.url + pathOf(routes.openDocument, { id: link.document }), 'POST', {
      token: await filesToken(world, anna.id),
      json: { key: page.key },
    })
  accessIn(await open())
  await unlock(meeting, link)
  await world.clock.advance(120_000)
  expect(refusal(await open())).toEqual([403, 'CODE_NEEDED'])
})

test('a document that was unlocked opens once, also in a page that comes twice at once', async () => {
  const { meeting, link } = await locked()
  await comeIn(meeting, meeting.patient)
  await comeIn(meeting, meeting.doctor)
  const page = await openPage(meeting.world)
  await askForCode(meeting, link, page)
  await unlock(meeting, link)
  const answers = await Promise.all([page, page].map((one) => one.open(link.secret)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
})

test('of two pages in which somebody asked the last one is unlocked, and who asks meanwhile is let in by no running unlocking', async () => {
  const { meeting, link } = await locked()
  await comeIn(meeting, meeting.patient)
  await comeIn(meeting, meeting.doctor)
  const [first, last] = [await openPage(meeting.world), await openPage(meeting.world)]
  await askForCode(meeting, link, first)
  // A code that is typed names the page as well, although there is none to compare.
  expect(refusal(await last.open(link.secret, '123456'))).toEqual([403, 'CODE_EXPIRED'])
  await unlock(meeting, link)
  expect(refusal(await first.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  accessIn(await last.open(link.secret))

  const thief = await openPage(meeting.world)
  await askForCode(meeting, link, first)
  await unlock(meeting, link)
  await askForCode(meeting, link, thief)
  expect(refusal(await thief.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  // The practitioner is asked again, and unlocks the last one that asked.
  expect(await looked(meeting, link.secret)).not.toHaveProperty('unlocked')
  expect(await share(meeting, link.document)).toHaveProperty('wantedAt')
  await askForCode(meeting, link, first)
  await unlock(meeting, link)
  accessIn(await first.open(link.secret))
})

test('what was unlocked before anybody asked is for the patient’s own page: who asks by the link after that is not let in', async () => {
  const { meeting, link } = await locked()
  await comeIn(meeting, meeting.patient)
  await comeIn(meeting, meeting.doctor)
  await unlock(meeting, link)
  const thief = await openPage(meeting.world)
  await askForCode(meeting, link, thief)
  expect(refusal(await thief.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  expect(await share(meeting, link.document)).toHaveProperty('wantedAt')
})

test('the staff unlock nothing, and a normal document needs no unlocking', async () => {
  const { meeting, link } = await locked()
  const { world, id } = meeting
  await reregister(world, id, { staff: [sam] })
  const helper = await bring(world, id, sam.id)
  await comeIn(meeting, meeting.patient)
  await comeIn(meeting, meeting.doctor)
  expect(refusal(await unlock(meeting, link, helper.token))).toEqual([404, 'NOT_FOUND'])
  const normal = await share(meeting, await readyDocument(meeting, { attach: true }))
  expect(refusal(await unlock(meeting, normal))).toEqual([409, 'CODE_NOT_NEEDED'])
})

test('“I have no code” tells the practitioner once, until a code is made', async () => {
  const { meeting, link } = await locked()
  const { world } = meeting
  expect((await askForCode(meeting, link)).status).toBe(204)
  await world.clock.advance(1000)
  expect((await askForCode(meeting, link)).status).toBe(204)
  const wantedAt = '2026-11-20T14:00:00.000Z'
  expect(await looked(meeting, link.secret)).toMatchObject({ wantedAt })
  expect(await share(meeting, link.document)).toMatchObject({ wantedAt })
  expect(await documentAudit(meeting, link.document, ['code-asked'])).toHaveLength(1)
  await issueCode(meeting, link)
  expect(await share(meeting, link.document)).not.toHaveProperty('wantedAt')
})

test('a patient asks in their own page for the code of a document that was never shared by a link', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const token = await filesToken(world, anna.id)
  const path = world.url + pathOf(routes.askForDocumentCode, { id })
  for (let times = 0; times < 2; times += 1) expect((await ask(path, 'POST', { token })).status).toBe(204)
  // Nothing was shared by that, neither for the practitioner nor for the patient.
  const profile = await world.backend('GET', pathOf(routes.readProfile, { id: eva.id, patient: anna.id }))
  const [entry] = ((await profile.json()) as Profile).documents
  if (entry?.link === undefined) throw new Error('nobody was asked')
  expect(entry.link).toMatchObject({ state: 'unshared', wantedAt: '2026-11-20T14:00:00.000Z' })
  const own = await ask(world.url + pathOf(routes.readOwnViews, { id: anna.id }), 'GET', { token })
  expect(own.json<OwnViews>().entries).toEqual([])
  expect(refusal(await withdrawn(meeting, id))).toEqual([404, 'NOT_FOUND'])
  expect(await documentAudit(meeting, id, ['link-shared', 'link-withdrawn'])).toEqual([])

  const page = await openPage(world)
  const code = await issueCode(meeting, entry.link)
  const said = await ask(world.url + pathOf(routes.openDocument, { id }), 'POST', {
    token,
    json: { key: page.key, code },
  })
  accessIn(said)
  await world.clock.advance(1000)
  const link = await share(meeting, id)
  expect(link).toMatchObject({ id: entry.link.id, state: 'shared', sharedAt: '2026-11-20T14:00:01.000Z' })
  accessIn(await page.open(link.secret, code))
  expect(await documentAudit(meeting, id, ['link-shared'])).toHaveLength(1)
})

test('a patient who asks for a code after the link was withdrawn is heard, and nothing is shared anew', async () => {
  const { meeting, link } = await locked()
  const { world, doctor } = meeting
  await withdraw(meeting, link)
  const path = world.url + pathOf(routes.askForDocumentCode, { id: link.document })
  for (let times = 0; times < 2; times += 1)
    expect((await ask(path, 'POST', { token: await filesToken(world, anna.id) })).status).toBe(204)
  expect(await documentAudit(meeting, link.document, ['code-asked'])).toHaveLength(1)
  expect(await withdraw(meeting, link)).toMatchObject({
    id: link.id,
    state: 'withdrawn',
    wantedAt: '2026-11-20T14:00:00.000Z',
  })
  const undo = await ask(world.url + pathOf(routes.restoreLink, { id: link.id }), 'POST', {
    token: doctor.token,
  })
  expect(undo.json()).toMatchObject({ state: 'shared', wantedAt: '2026-11-20T14:00:00.000Z' })
})
