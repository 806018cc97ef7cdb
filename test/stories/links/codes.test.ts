import { type IssuedCode, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { readTyped } from '../../../server/src/domain/documents/links/code.ts'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
import { accessIn, openPage, type Page } from '../../world/page.ts'
import { anna, eva, peter } from '../../world/people.ts'
import {
  documentAudit,
  issueCode,
  looked,
  otherThan,
  refusal,
  type Shared,
  share,
  tryIssueCode,
  tryShare,
} from '../../world/sharing.ts'

/** A sensitive document that is shared with Anna, its code, and a page of hers. */
async function locked(): Promise<{ meeting: Meeting; link: Shared; code: string; page: Page }> {
  const meeting = await meet()
  const id = await readyDocument(meeting, {
    name: 'Locked-Paper.pdf',
    attach: true,
    sensitivity: 'sensitive',
  })
  const link = await share(meeting, id)
  return { meeting, link, code: await issueCode(meeting, link), page: await openPage(meeting.world) }
}

/** Types a wrong code and lets its wait pass. */
async function mistype({ world }: Meeting, page: Page, { secret }: Shared, code: string): Promise<void> {
  const { error } = await page.open(secret, otherThan(code))
  await world.clock.advance((error?.retryAfter ?? 0) * 1000)
}

test('link and code are two deliveries: no answer has both, and the code is told once', async () => {
  const { meeting, link } = await locked()
  const said = await tryIssueCode(meeting, link)
  const { code, expiresAt } = said.json<IssuedCode>()
  expect(code).toMatch(/^\d{6}$/)
  expect(expiresAt).toBe('2026-11-21T14:00:00.000Z')
  expect(String(said.body)).not.toContain(link.secret)
  const again = await tryShare(meeting, link.document)
  expect(again.json()).toMatchObject({ code: { state: 'made', until: expiresAt } })
  expect(String(again.body)).not.toContain(code)
})

test('a sensitive document opens with its code alone, however that is written', async () => {
  const { link, code, page } = await locked()
  expect(refusal(await page.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  const access = accessIn(await page.open(link.secret, ` ${code.slice(0, 3)} - ${code.slice(3)}\n`))
  expect(access.document).toMatchObject({ name: 'Locked-Paper.pdf', sensitivity: 'sensitive' })
  expect(['١٢٣ ٤٥٦', '۱۲۳۴۵۶', '１２３　４５６', '123–456'].map(readTyped)).toEqual(Array(4).fill('123456'))
})

test('a wrong code tells the tries left and a wait that doubles to a minute; the tenth ends the code, not the link', async () => {
  const { meeting, link, code, page } = await locked()
  const { world } = meeting
  const waits: unknown[] = []
  for (let times = 1; times < 10; times += 1) {
    const said = await page.open(link.secret, otherThan(code, times))
    expect([...refusal(said), said.error?.limit, said.error?.actual]).toEqual([403, 'CODE_WRONG', 10, times])
    waits.push(said.error?.retryAfter)
    expect(await looked(meeting, link.secret)).toMatchObject({ left: 10 - times })
    await world.clock.advance((said.error?.retryAfter ?? 0) * 1000)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  expect(refusal(await page.open(link.secret, otherThan(code)))).toEqual([403, 'CODE_USED_UP'])
  expect(refusal(await page.open(link.secret, code))).toEqual([403, 'CODE_USED_UP'])
  const shown = await share(meeting, link.document)
  expect(shown).toMatchObject({ id: link.id, state: 'shared', wrong: 10, code: { state: 'used-up' } })
  const facts = await documentAudit(meeting, link.document, ['code-wrong', 'code-used-up'])
  expect(facts.map(({ kind }) => kind)).toEqual([...Array(9).fill('code-wrong'), 'code-used-up'])
  expect(facts[0]).toMatchObject({ link: link.id, participant: anna.id, address: '127.0.0.1' })
  // The same link takes the new code.
  accessIn(await page.open(link.secret, await issueCode(meeting, link)))
})

test('during a wait a right code is answered as a wrong one is, and nothing counts', async () => {
  const { meeting, link, code, page } = await locked()
  await page.open(link.secret, otherThan(code))
  const [wrong, right] = [
    await page.open(link.secret, otherThan(code, 2)),
    await page.open(link.secret, code),
  ]
  expect(wrong.error).toEqual(right.error)
  expect(wrong.error).toMatchObject({ code: 'CODE_WAIT', limit: 10, actual: 1, retryAfter: 1 })
  expect(wrong.headers['retry-after']).toBe('1')
  expect(await looked(meeting, link.secret)).toMatchObject({
    left: 9,
    waitsUntil: '2026-11-20T14:00:01.000Z',
  })
  await meeting.world.clock.advance(1000)
  accessIn(await page.open(link.secret, code))
  // A right code takes back what was counted.
  expect(await looked(meeting, link.secret)).toMatchObject({ left: 10 })
})

test('a code serves the page that typed it as long as it is valid, and no other one', async () => {
  const { meeting, link, code, page } = await locked()
  accessIn(await page.open(link.secret, code))
  await meeting.world.clock.advance(3_600_000)
  const access = accessIn(await page.open(link.secret, code))
  const other = await openPage(meeting.world)
  expect(refusal(await other.open(link.secret, code))).toEqual([403, 'CODE_USED'])
  expect(await share(meeting, link.document)).toMatchObject({ code: { state: 'used' }, wrong: 0 })
  const [, passedOn] = await documentAudit(meeting, link.document, ['code-issued', 'code-wrong'])
  expect(passedOn).toMatchObject({ kind: 'code-wrong', code: 'CODE_USED' })
  // A new code ends what the one before has opened.
  const next = await issueCode(meeting, link)
  expect(refusal(await page.call(routes.awaitAccess, access.id))).toEqual([401, 'ACCESS_ENDED'])
  accessIn(await other.open(link.secret, next))
})

test('a code lasts a day; one that was never made, and one that is over, are answered alike whatever is typed', async () => {
  const { meeting, link, code, page } = await locked()
  const fresh = await share(meeting, await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' }))
  await meeting.world.clock.advance(24 * 3_600_000)
  const answers = [
    await page.open(link.secret, code),
    await page.open(link.secret, otherThan(code)),
    await page.open(fresh.secret, code),
  ]
  expect(answers.map(refusal)).toEqual(Array(3).fill([403, 'CODE_EXPIRED']))
  const doctor = { ...meeting.doctor, token: await meeting.world.deskToken(eva.id) }
  expect(await share({ ...meeting, doctor }, link.document)).toMatchObject({
    wrong: 0,
    code: { state: 'expired' },
  })
})

test('in the patient’s own page a sensitive document is locked the same way, and shares the link’s count', async () => {
  const { meeting, link, code, page } = await locked()
  const { world } = meeting
  const token = await filesToken(world, anna.id)
  const open = (typed?: string) =>
    ask(world.url + pathOf(routes.openDocument, { id: link.document }), 'POST', {
      token,
      json: { key: page.key, ...(typed && { code: typed }) },
    })
  const ticket = pathOf(routes.issueDocumentTicket, { id: link.document })
  const naked = await ask(world.url + ticket, 'POST', { token, json: { use: 'view' } })
  expect(refusal(naked)).toEqual([403, 'CODE_NEEDED'])
  expect(refusal(await open())).toEqual([403, 'CODE_NEEDED'])
  expect((await open(otherThan(code))).error).toMatchObject({ code: 'CODE_WRONG', actual: 1 })
  expect(refusal(await page.open(link.secret, code))).toEqual([429, 'CODE_WAIT'])
  await world.clock.advance(1000)
  const access = accessIn(await open(code))
  expect((await page.call(routes.issueAccessTicket, access.id, { json: { use: 'view' } })).status).toBe(200)
  const seen = await ask(world.url + pathOf(routes.lookAtDocument, { id: link.document }), 'GET', { token })
  expect(seen.json()).toMatchObject({ state: 'needs-code', left: 10, practitioner: eva.name })
  const [opened] = await documentAudit(meeting, link.document, ['access-opened'])
  expect(opened).toMatchObject({ way: 'files-and-code', access: access.id })
})

test('a sensitive document of a group stays sensitive for each: each patient has a link, a code and a count of their own', async () => {
  const { meeting, link, code } = await locked()
  const { world, id } = meeting
  const people = [anna, peter].map((one) => ({ ...one, paid: false }))
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { patients: people })
  const theirs = await share(meeting, link.document, peter.id)
  const page = await openPage(world)
  expect(theirs.secret).not.toBe(link.secret)
  expect(refusal(await page.open(theirs.secret, code))).toEqual([403, 'CODE_EXPIRED'])
  const next = await issueCode(meeting, theirs)
  for (let times = 0; times < 3; times += 1) await mistype(meeting, page, theirs, next)
  expect(await looked(meeting, theirs.secret)).toMatchObject({ left: 7 })
  expect(await looked(meeting, link.secret)).toMatchObject({ left: 10 })
  // Peter's page opens Peter's documents, and not Anna's by the code that it has.
  const access = accessIn(await page.open(theirs.secret, next))
  if (next !== code) expect(refusal(await page.open(link.secret, next))).toEqual([403, 'CODE_WRONG'])
  const [opened] = await documentAudit(meeting, link.document, ['access-opened'])
  expect(opened).toMatchObject({ participant: peter.id, access: access.id })
})

test('a new code is forgotten by nobody’s mistakes: ten pages share one count', async () => {
  const { meeting, link, code } = await locked()
  for (let times = 0; times < 10; times += 1)
    await mistype(meeting, await openPage(meeting.world), link, code)
  expect(refusal(await (await openPage(meeting.world)).open(link.secret, code))).toEqual([
    403,
    'CODE_USED_UP',
  ])
})
