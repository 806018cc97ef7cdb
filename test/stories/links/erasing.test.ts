import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Erasure, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { accessIn, openPage } from '../../world/page.ts'
import { anna, eva } from '../../world/people.ts'
import { issueCode, look, refusal, share } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

const tables = ['links', 'accesses', 'proofs', 'views', 'profile_documents']

/** How many rows each table has that is about a patient’s links. */
function rows({ world }: Meeting): number[] {
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  const counts = tables.map((table) =>
    Number(records.prepare(`select count(*) as count from ${table}`).get()?.count),
  )
  records.close()
  return counts
}

/** A sensitive document that Anna has opened by its link, and viewed. */
async function viewed(meeting: Meeting) {
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, id)
  const page = await openPage(meeting.world)
  const access = accessIn(await page.open(link.secret, await issueCode(meeting, link)))
  await page.call(routes.noteView, access.id)
  const records = new DatabaseSync(join(meeting.world.dataDir, 'records.sqlite'))
  records.prepare('insert into profile_documents (document, patient, at) values (?, ?, 0)').run(id, anna.id)
  records.close()
  return { link, page, access }
}

const erased = ({ world }: Meeting, sub: string) =>
  until('the erasure is done', async () => {
    const said = await world.backend('DELETE', pathOf(routes.erasePerson, { sub }))
    return ((await said.json()) as Erasure).state === 'erased'
  })

test('an erased patient’s links, access sessions, views and profile are gone', async () => {
  const meeting = await meet()
  const { link, page, access } = await viewed(meeting)
  expect(rows(meeting)).toEqual([1, 1, 1, 1, 1])
  await erased(meeting, anna.id)
  expect(rows(meeting)).toEqual([0, 0, 0, 0, 0])
  expect(refusal(await look(meeting, link.secret))).toEqual([404, 'LINK_GONE'])
  expect(refusal(await page.call(routes.awaitAccess, access.id))).toEqual([401, 'ACCESS_ENDED'])
})

test('an erased practitioner’s links open nothing, and what they opened is closed', async () => {
  const meeting = await meet()
  const { link, page, access } = await viewed(meeting)
  await erased(meeting, eva.id)
  expect(refusal(await look(meeting, link.secret))).toEqual([404, 'LINK_GONE'])
  expect(refusal(await page.call(routes.awaitAccess, access.id))).toEqual([401, 'ACCESS_ENDED'])
})

test('the record of a deleted document goes when its time is over, with its links and views', async () => {
  // What a server does each minute would be played 44,000 times.
  const day = 24 * 3_600_000
  const meeting = await meet({
    env: { AUDIT_DAYS: '30' },
    limits: { sweep: day, orphan: day, webhookLook: day },
  })
  const { world, doctor } = meeting
  const { link } = await viewed(meeting)
  await world.as(doctor.token, 'DELETE', pathOf(routes.deleteDocument, { id: link.document }))
  expect(rows(meeting)).toEqual([1, 0, 0, 1, 0])
  await world.clock.advance(31 * day)
  await world.chairside.sweep()
  expect(rows(meeting)).toEqual([0, 0, 0, 0, 0])
})
