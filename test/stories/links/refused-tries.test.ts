import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
import { openPage } from '../../world/page.ts'
import { anna } from '../../world/people.ts'
import { documentAudit, issueCode, otherThan, refusal, share, withdraw } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

const minute = 60_000

test('tries in a wait, with a dead code and at a withdrawn link stand in the audit: at once, then counted by the minute', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, id)
  const page = await openPage(world)
  const refused = () => documentAudit(meeting, id, ['refused'])
  const inAudit = (count: number) => until('it is kept', async () => (await refused()).length === count)
  const about = { document: id, link: link.id, participant: anna.id }

  expect(refusal(await page.open(link.secret, '123456'))).toEqual([403, 'CODE_EXPIRED'])
  await inAudit(1)
  const code = await issueCode(meeting, link)
  await page.open(link.secret, otherThan(code))
  for (let times = 0; times < 3; times += 1)
    expect(refusal(await page.open(link.secret, code))).toEqual([429, 'CODE_WAIT'])
  await inAudit(2)
  await world.clock.advance(minute)
  await inAudit(3)
  await withdraw(meeting, link)
  for (let times = 0; times < 2; times += 1)
    expect(refusal(await page.open(link.secret, code))).toEqual([404, 'LINK_GONE'])
  await page.open('A'.repeat(22), code)
  await inAudit(4)
  await world.clock.advance(minute)
  await inAudit(5)
  expect(await refused()).toEqual([
    expect.objectContaining({ ...about, code: 'CODE_EXPIRED', address: '127.0.0.1' }),
    expect.objectContaining({ ...about, code: 'CODE_WAIT' }),
    expect.objectContaining({ ...about, code: 'CODE_WAIT', count: 2 }),
    expect.objectContaining({ ...about, code: 'LINK_GONE' }),
    expect.objectContaining({ ...about, code: 'LINK_GONE', count: 1 }),
  ])
})

test('tries to open what has expired stand there too, by the link and in the patient’s own page, and a wrong code stands once', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting, {
    attach: true,
    sensitivity: 'sensitive',
    expiresAt: '2026-11-21T00:00:00Z',
  })
  const link = await share(meeting, id)
  const page = await openPage(world)
  await page.open(link.secret, otherThan(await issueCode(meeting, link)))
  await page.open(link.secret)
  await world.clock.advance(11 * 60 * minute)
  expect(refusal(await page.open(link.secret))).toEqual([410, 'DOCUMENT_EXPIRED'])
  const said = await ask(world.patientUrl + pathOf(routes.openDocument, { id }), 'POST', {
    token: await filesToken(world, anna.id),
    json: { key: page.key },
  })
  expect(refusal(said)).toEqual([410, 'DOCUMENT_EXPIRED'])
  const kinds = () => documentAudit(meeting, id, ['refused', 'code-wrong'])
  await until('it is kept', async () => (await kinds()).length === 2)
  expect(await kinds()).toMatchObject([{ kind: 'code-wrong' }, { kind: 'refused', code: 'DOCUMENT_EXPIRED' }])
})
