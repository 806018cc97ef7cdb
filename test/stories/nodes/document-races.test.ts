import { randomUUID } from 'node:crypto'
import {
  type AuditEntry,
  type Document,
  type ExportedEntry,
  type LibraryPage,
  pathOf,
  proofHeader,
  routes,
  type SessionDocuments,
  type ShareLink,
  type Views,
  type Webhook,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Limits } from '../../../server/src/limits.ts'
import { atOnce, many, patientRecords, unhurriedCalls } from '../../world/at-once.ts'
import { offerDocument, readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { linesOf } from '../../world/exchange.ts'
import { ask } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { accessIn, openPage } from '../../world/page.ts'
import { bring } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { issueCode, otherThan, share } from '../../world/sharing.ts'
import type { World } from '../../world/world.ts'

/* As `races.test.ts`, of documents, links, webhooks and audits. */

const services = useNodes()

async function meet(limits: Partial<Limits> = {}) {
  const { world, second } = await openTwo(await services.env(), {
    ...unhurriedCalls,
    ...patientRecords,
    ...limits,
  })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  return { world, id, doctor, patient, urls: [world.url, second.url] }
}

async function count(world: World, document: string, kind: AuditEntry['kind']): Promise<number> {
  const said = await world.backend('GET', pathOf(routes.readDocumentAudit, { id: document }))
  return (await linesOf(said)).filter((entry) => entry.kind === kind).length
}

test('of 100 wrong codes that are typed at once, each that was compared is counted, and none is compared once the code is used up', async () => {
  const meeting = await meet({ codeWaits: [0] })
  const document = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, document)
  const code = await issueCode(meeting, link)
  const { key } = await openPage(meeting.world)
  const { codes } = await atOnce(meeting.urls, (url, number) =>
    ask(url + pathOf(routes.openLink), 'POST', {
      json: { secret: link.secret, key, code: otherThan(code, number + 1) },
    }),
  )
  expect(codes).toEqual({ CODE_WRONG: 9, CODE_USED_UP: many - 9 })
  expect(await count(meeting.world, document, 'code-wrong')).toBe(9)
  expect(await count(meeting.world, document, 'code-used-up')).toBe(1)
  const right = await ask(meeting.world.url + pathOf(routes.openLink), 'POST', {
    json: { secret: link.secret, key, code },
  })
  expect(right.error?.code).toBe('CODE_USED_UP')
})

test('wrong codes that are typed at once in the link’s page and among the patient’s files share one count', async () => {
  const meeting = await meet({ codeWaits: [0] })
  const { world } = meeting
  const document = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, document)
  const code = await issueCode(meeting, link)
  const { key } = await openPage(world)
  const token = await filesToken(world, anna.id)
  const type = (url: string, number: number, code: string) =>
    number % 4 < 2
      ? ask(url + pathOf(routes.openLink), 'POST', { json: { secret: link.secret, key, code } })
      : ask(url + pathOf(routes.openDocument, { id: document }), 'POST', { token, json: { key, code } })
  const { codes } = await atOnce(meeting.urls, (url, number) =>
    type(url, number, otherThan(code, number + 1)),
  )
  expect(codes).toEqual({ CODE_WRONG: 9, CODE_USED_UP: many - 9 })
  expect(await count(world, document, 'code-wrong')).toBe(9)
  expect(await count(world, document, 'code-used-up')).toBe(1)
  for (const number of [0, 2]) expect((await type(world.url, number, code)).error?.code).toBe('CODE_USED_UP')
})

test('a right code that 100 pages type at once opens for one of them', async () => {
  const meeting = await meet()
  const document = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, document)
  const code = await issueCode(meeting, link)
  const pages = await Promise.all(Array.from({ length: many }, () => openPage(meeting.world)))
  const { codes } = await atOnce(meeting.urls, (url, number) =>
    ask(url + pathOf(routes.openLink), 'POST', {
      json: { secret: link.secret, key: pages[number]?.key, code },
    }),
  )
  expect(codes).toEqual({ ok: 1, CODE_USED: many - 1 })
  expect(await count(meeting.world, document, 'access-opened')).toBe(1)
})

test('one page that says 100 times at once that it was viewed counts once, and 100 that open it keep their number', async () => {
  const meeting = await meet()
  const document = await readyDocument(meeting, { attach: true })
  const link = await share(meeting, document)
  const page = await openPage(meeting.world)
  const access = accessIn(await page.open(link.secret))
  const path = pathOf(routes.noteView, { id: access.id })
  const { codes } = await atOnce(meeting.urls, async (url) =>
    ask(url + path, 'POST', {
      headers: { [proofHeader]: await page.proof(access.id, 'POST', url + path) },
    }),
  )
  expect(codes).toEqual({ ok: many })
  const said = await meeting.doctor.ask('GET', pathOf(routes.readViews, { id: document }))
  expect(said.json<Views>().total).toBe(1)
  expect(await count(meeting.world, document, 'document-viewed')).toBe(1)

  const pages = await Promise.all(Array.from({ length: many }, () => openPage(meeting.world)))
  const opened = await atOnce(meeting.urls, (url, number) =>
    ask(url + pathOf(routes.openLink), 'POST', { json: { secret: link.secret, key: pages[number]?.key } }),
  )
  expect(opened.codes).toEqual({ ok: many })
  expect(await count(meeting.world, document, 'access-opened')).toBe(many + 1)
})

test('a document that is shared 100 times at once has one link', async () => {
  const meeting = await meet()
  const document = await readyDocument(meeting, { attach: true })
  const path = pathOf(routes.shareDocument, { id: document, patient: anna.id })
  const { codes, values } = await atOnce<ShareLink>(meeting.urls, (url) =>
    ask(url + path, 'POST', { token: meeting.doctor.token }),
  )
  expect(codes).toEqual({ ok: many })
  expect(new Set(values.map((link) => link.id)).size).toBe(1)
  expect(await count(meeting.world, document, 'link-shared')).toBe(1)
})

test('of 100 documents that are attached at once, as many are as the appointment has room for, each at a place of its own', async () => {
  const meeting = await meet({ attachments: 6 })
  const documents = await Promise.all(Array.from({ length: 10 }, () => offerDocument(meeting)))
  const at = (document: string) => pathOf(routes.attachDocument, { id: document, appointment: meeting.id })
  const { codes } = await atOnce(meeting.urls, (url, number) =>
    ask(url + at(documents[number % 10] ?? ''), 'PUT', { token: meeting.doctor.token, json: {} }),
  )
  expect(codes).toEqual({ ok: 60, APPOINTMENT_FULL: 40 })
  const said = await meeting.doctor.ask('GET', pathOf(routes.readSession, { id: meeting.id }))
  const attached = said.json<SessionDocuments>().documents.map(({ document }) => document.id)
  expect(attached.length).toBe(6)

  const [one = ''] = attached
  const off = await atOnce(meeting.urls, (url) =>
    ask(url + at(one), 'DELETE', { token: meeting.doctor.token }),
  )
  expect(off.codes).toEqual({ ok: many })
  expect(await count(meeting.world, one, 'document-detached')).toBe(1)
})

test('of 100 documents that are offered at once, as many are taken as the library has room for', async () => {
  const meeting = await meet({ library: 1_000 })
  const offer = () => ({ id: randomUUID(), name: 'Raced.pdf', size: 100, policy: 'document' })
  const same = offer()
  const { codes } = await atOnce<Document>(meeting.urls, (url, number) =>
    ask(url + pathOf(routes.createDocument), 'POST', {
      token: meeting.doctor.token,
      json: number < 20 ? same : offer(),
    }),
  )
  const page = await meeting.doctor.ask('GET', pathOf(routes.readLibrary, { id: eva.id }))
  expect(page.json<LibraryPage>()).toMatchObject({ total: 10, used: 1_000 })
  const isSame = page.json<LibraryPage>().documents.some(({ id }) => id === same.id)
  expect(codes.ok).toBe(isSame ? 29 : 10)
  expect(Object.keys(codes).sort()).toEqual(['LIBRARY_FULL', 'ok'])
})

test('a webhook that is put 100 times at once is made once, and of 100 others as many as there may be', async () => {
  const { world, urls } = await meet()
  const put = (url: string, id: string) =>
    ask(url + pathOf(routes.putWebhook, { id }), 'PUT', {
      token: world.apiKey,
      json: { url: 'https://hook.example/chairside' },
    })
  const { codes, values } = await atOnce<Webhook>(urls, (url) => put(url, 'raced'))
  expect(codes).toEqual({ ok: many })
  expect(values.filter((webhook) => 'secret' in webhook && webhook.secret !== undefined).length).toBe(1)
  expect((await atOnce(urls, (url, number) => put(url, `raced-${number}`))).codes).toEqual({
    ok: 19,
    CONFLICT: many - 19,
  })
})

test('100 tokens for one desk, one patient’s files and one appointment leave no gap in their audits', async () => {
  const { world, id, urls } = await meet()
  const paths = [
    pathOf(routes.issueDeskToken, { id: eva.id }),
    pathOf(routes.issueFilesToken, { id: anna.id }),
  ]
  const { codes } = await atOnce(urls, (url, number) =>
    number % 4 < 2
      ? ask(url + (paths[number % 2] ?? ''), 'POST', { token: world.apiKey })
      : ask(url + pathOf(routes.issueToken, { id }), 'POST', {
          token: world.apiKey,
          json: { participant: anna.id },
        }),
  )
  expect(codes).toEqual({ ok: many })
  const lines = await linesOf<ExportedEntry>(await world.backend('GET', pathOf(routes.exportAudit)))
  const audits = Map.groupBy(lines, ({ desk, patient, appointment }) => `${desk} ${patient} ${appointment}`)
  for (const [, entries] of audits)
    expect(entries.map(({ number }) => number).sort((one, other) => one - other)).toEqual(
      entries.map((_, at) => at + 1),
    )
  expect(lines.filter(({ kind }) => kind === 'token-issued').length).toBeGreaterThanOrEqual(many)
})
