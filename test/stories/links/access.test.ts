import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type Access, pathOf, proofHeader, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { opened } from '../../world/link-calls.ts'
import { accessIn, type Lie, openPage } from '../../world/page.ts'
import { documentAudit, issueCode, refusal, share, whileTimePasses } from '../../world/sharing.ts'
import { atEnd, until } from '../../world/until.ts'

const minute = 60_000

test('an access session lasts a quarter of an hour, and stays for up to four hours', async () => {
  const meeting = await meet()
  const { world } = meeting
  const { page, access } = await opened(meeting)
  const status = async () => (await page.call(routes.awaitAccess, access.id)).status
  await world.clock.advance(15 * minute - 1)
  expect(await status()).toBe(200)
  await world.clock.advance(1)
  expect(await status()).toBe(401)

  const next = await opened(meeting)
  const stay = async (): Promise<Access> => (await next.page.call(routes.stay, next.access.id)).json()
  const ends: string[] = []
  for (let times = 0; times < 18; times += 1) {
    await world.clock.advance(13 * minute)
    ends.push((await stay()).expiresAt)
  }
  expect(ends[0]).toBe('2026-11-20T14:43:00.000Z')
  expect(ends.slice(-2)).toEqual(['2026-11-20T18:11:00.000Z', next.access.mostUntil])
  await world.clock.advance(6 * minute)
  expect(refusal(await next.page.call(routes.stay, next.access.id))).toEqual([401, 'ACCESS_ENDED'])
  const facts = await documentAudit(meeting, next.access.document.id, ['access-stayed'])
  expect(facts.length).toBe(18)
})

test('who stays while more than half of the time is left changes nothing', async () => {
  const meeting = await meet()
  const { page, access } = await opened(meeting)
  const stay = async (): Promise<Access> => (await page.call(routes.stay, access.id)).json()
  await meeting.world.clock.advance(7 * minute)
  expect((await stay()).expiresAt).toBe(access.expiresAt)
  await meeting.world.clock.advance(minute)
  expect((await stay()).expiresAt).toBe('2026-11-20T14:23:00.000Z')
  expect(await documentAudit(meeting, access.document.id, ['access-stayed'])).toHaveLength(1)
})

test('a page that opens a normal document again gets the session that it has, also when it asks twice at once', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await share(meeting, await readyDocument(meeting, { attach: true }))
  const page = await openPage(world)
  const both = (await Promise.all([1, 2].map(() => page.open(link.secret)))).map(accessIn)
  await world.clock.advance(minute)
  const again = accessIn(await page.open(link.secret))
  expect(new Set([...both, again].map(({ id }) => id)).size).toBe(1)
  expect(again.expiresAt).toBe(both[0]?.expiresAt)
  expect(await documentAudit(meeting, link.document, ['access-opened'])).toHaveLength(1)
  await world.clock.advance(14 * minute)
  expect(accessIn(await page.open(link.secret)).id).not.toBe(again.id)
})

test('a link has so many open sessions at most: a new one ends the oldest, and none of another link or of the patient’s own page', async () => {
  const meeting = await meet({ limits: { accesses: 3 } })
  const { world, patient } = meeting
  const link = await share(meeting, await readyDocument(meeting, { attach: true }))
  const own = await openPage(world)
  const said = await ask(world.url + pathOf(routes.openDocument, { id: link.document }), 'POST', {
    token: patient.token,
    json: { key: own.key },
  })
  const beside = await opened(meeting)
  const all = [{ page: own, access: accessIn(said) }, beside]
  for (let count = 0; count < 5; count += 1) {
    await world.clock.advance(1000)
    const page = await openPage(world)
    all.push({ page, access: accessIn(await page.open(link.secret)) })
  }
  const states = await Promise.all(
    all.map(async ({ page, access }) => (await page.call(routes.awaitAccess, access.id)).status),
  )
  expect(states).toEqual([200, 200, 401, 401, 200, 200, 200])
})

test('what is not to be saved gets no ticket for that', async () => {
  const meeting = await meet({ env: { SENSITIVE_SAVE: 'off' } })
  const id = await readyDocument(meeting, { attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, id)
  const page = await openPage(meeting.world)
  const access = accessIn(await page.open(link.secret, await issueCode(meeting, link)))
  expect(access.saves).toBe(false)
  const ticket = (use: string) => page.call(routes.issueAccessTicket, access.id, { json: { use } })
  expect(refusal(await ticket('download'))).toEqual([403, 'SAVING_NOT_ALLOWED'])
  expect((await ticket('view')).status).toBe(200)
  const normal = await opened(meeting)
  const saved = await normal.page.call(routes.issueAccessTicket, normal.access.id, {
    json: { use: 'download' },
  })
  expect(saved.status).toBe(200)
})

test('what a page fetches before it shows anything is no opening; that its first page was seen is one', async () => {
  const meeting = await meet()
  const { page, access } = await opened(meeting)
  const { url } = (
    await page.call(routes.issueAccessTicket, access.id, { json: { use: 'view' } })
  ).json<Ticket>()
  expect((await ask(url, 'GET', { headers: { range: 'bytes=0-9' } })).status).toBe(206)
  await until(
    'it is kept what was sent',
    async () => (await documentAudit(meeting, access.document.id, ['document-sent'])).length === 1,
  )
  const records = new DatabaseSync(`${meeting.world.dataDir}/records.sqlite`, { readOnly: true })
  atEnd(() => records.close())
  const openings = () => Number(records.prepare('select count(*) as count from openings').get()?.count)
  expect(openings()).toBe(0)
  await page.call(routes.noteView, access.id)
  expect(openings()).toBe(1)
})

test('a page that waits is told when its session is prolonged in another tab, and when time ends it', async () => {
  const meeting = await meet()
  const { page, access } = await opened(meeting)
  const wait = (expiresAt: string) =>
    whileTimePasses(
      meeting,
      page.call(routes.awaitAccess, access.id, { query: `?expiresAt=${expiresAt}` }),
      500,
    )
  await meeting.world.clock.advance(8 * minute)
  // Nothing changes: the answer comes at the end of the longest wait.
  expect((await wait(access.expiresAt)).json()).toMatchObject({ expiresAt: access.expiresAt })
  const [told, stayed] = await Promise.all([wait(access.expiresAt), page.call(routes.stay, access.id)])
  const { expiresAt } = stayed.json<Access>()
  expect([told.json<Access>().expiresAt, expiresAt > access.expiresAt]).toEqual([expiresAt, true])
  await meeting.world.clock.advance(15 * minute - 1000)
  expect(refusal(await wait(expiresAt))).toEqual([401, 'ACCESS_ENDED'])
})

test('a server that stops lets the pages go that wait for their session, which waits for them at the next one', async () => {
  const meeting = await meet({ limits: { snapshotWaits: 1 } })
  const { page, access } = await opened(meeting)
  const wait = () =>
    page.call(routes.awaitAccess, access.id, { query: `?expiresAt=${encodeURIComponent(access.expiresAt)}` })
  const both = [wait(), wait()]
  // One of them waits: the other is refused for that.
  expect(refusal(await Promise.race(both))).toEqual([429, 'RATE_LIMITED'])
  await meeting.world.restart()
  expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([429, 503])
  expect((await page.call(routes.awaitAccess, access.id)).json()).toMatchObject({ id: access.id })
})

test('a page closes its session by itself, and what it says after that is refused', async () => {
  const meeting = await meet()
  const { page, access } = await opened(meeting)
  expect((await page.call(routes.closeAccess, access.id)).status).toBe(204)
  expect(refusal(await page.call(routes.noteView, access.id))).toEqual([401, 'ACCESS_ENDED'])
  const facts = await documentAudit(meeting, access.document.id, ['access-closed', 'document-viewed'])
  expect(facts).toMatchObject([{ kind: 'access-closed', access: access.id }])
})

test('a proof serves one request, of its method, address and session, within a minute, by the key of the page', async () => {
  const meeting = await meet()
  const { world } = meeting
  const { page, access } = await opened(meeting)
  const other = await opened(meeting)
  const now = Math.floor(world.clock.now() / 1000)
  const url = world.url + pathOf(routes.noteView, { id: access.id })
  const stranger = await openPage(world)
  const lies: Lie[] = [
    { htm: 'GET' },
    { htu: world.url + pathOf(routes.stay, { id: access.id }) },
    { htu: world.url + pathOf(routes.noteView, { id: other.access.id }) },
    { htu: 'nothing' },
    { access: other.access.id },
    { iat: now - 61 },
    { iat: now + 61 },
    { jti: 'short' },
    { header: { typ: 'JWT' } },
    { header: { jwk: stranger.key } },
    { header: { jwk: undefined } },
  ]
  for (const lie of lies) {
    const said = await page.call(routes.noteView, access.id, { lie })
    expect([lie, ...refusal(said)]).toEqual([lie, 401, 'ACCESS_ENDED'])
  }
  const send = (proof: string) => ask(url, 'POST', { headers: { [proofHeader]: proof } })
  for (const proof of [
    'nothing',
    await stranger.proof(access.id, 'POST', url),
    await other.page.proof(access.id, 'POST', url),
  ])
    expect(refusal(await send(proof))).toEqual([401, 'ACCESS_ENDED'])
  expect(refusal(await ask(url, 'POST'))).toEqual([401, 'ACCESS_ENDED'])
  // A proxy may serve the server below a path; and a right proof serves once.
  const right = await page.proof(access.id, 'POST', `https://app.example/files${new URL(url).pathname}`)
  expect((await send(right)).status).toBe(204)
  expect(refusal(await send(right))).toEqual([401, 'ACCESS_ENDED'])
  const nonce = randomUUID()
  const both = await Promise.all([1, 2].map(() => page.call(routes.stay, access.id, { lie: { jti: nonce } })))
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
})

test('an access session reaches its own document alone', async () => {
  const meeting = await meet()
  const { world } = meeting
  const { page, access } = await opened(meeting)
  const foreign = await share(meeting, await readyDocument(meeting, { attach: true }))
  const second = accessIn(await (await openPage(world)).open(foreign.secret))
  // The session of another page, by the key of this one.
  expect(refusal(await page.call(routes.stay, second.id))).toEqual([401, 'ACCESS_ENDED'])
  // What the session's page holds is no token.
  const proof = await page.proof(access.id, 'GET', world.url)
  const library = await ask(world.url + pathOf(routes.readDocument, { id: foreign.document }), 'GET', {
    token: proof,
  })
  expect(library.status).toBe(401)
})

test('access sessions that are over are dropped with their proofs', async () => {
  const meeting = await meet()
  const { world } = meeting
  const { page, access } = await opened(meeting)
  await page.call(routes.noteView, access.id)
  const records = new DatabaseSync(`${world.dataDir}/records.sqlite`, { readOnly: true })
  const count = (table: string) =>
    Number(records.prepare(`select count(*) as count from ${table}`).get()?.count)
  expect([count('accesses'), count('proofs'), count('views')]).toEqual([1, 1, 1])
  // A proof that is too old to be sent again goes before its session.
  await world.clock.advance(2 * minute)
  await world.chairside.sweep()
  expect([count('accesses'), count('proofs')]).toEqual([1, 1])
  await world.clock.advance(1)
  await world.chairside.sweep()
  expect([count('accesses'), count('proofs')]).toEqual([1, 0])
  await page.call(routes.stay, access.id)
  await world.clock.advance(15 * minute + 1)
  await world.chairside.sweep()
  expect([count('accesses'), count('proofs'), count('views')]).toEqual([0, 0, 1])
  records.close()
})
