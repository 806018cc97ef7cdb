import { randomUUID } from 'node:crypto'
import { type Access, pathOf, proofHeader, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { opened } from '../../world/link-calls.ts'
import { accessIn, type Lie, openPage } from '../../world/page.ts'
import { documentAudit, refusal, share, whileTimePasses } from '../../world/sharing.ts'

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

test('a page that waits is told when its session is prolonged in another tab, and when time ends it', async () => {
  const meeting = await meet()
  const { page, access } = await opened(meeting)
  const wait = (expiresAt: string) =>
    whileTimePasses(
      meeting,
      page.call(routes.awaitAccess, access.id, { query: `?expiresAt=${expiresAt}` }),
      500,
    )
  await meeting.world.clock.advance(minute)
  // Nothing changes: the answer comes at the end of the longest wait.
  expect((await wait(access.expiresAt)).json()).toMatchObject({ expiresAt: access.expiresAt })
  const [told, stayed] = await Promise.all([wait(access.expiresAt), page.call(routes.stay, access.id)])
  const { expiresAt } = stayed.json<Access>()
  expect([told.json<Access>().expiresAt, expiresAt > access.expiresAt]).toEqual([expiresAt, true])
  await meeting.world.clock.advance(15 * minute - 1000)
  expect(refusal(await wait(expiresAt))).toEqual([401, 'ACCESS_ENDED'])
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
  const { DatabaseSync } = await import('node:sqlite')
  const records = new DatabaseSync(`${world.dataDir}/records.sqlite`, { readOnly: true })
  const count = (table: string) =>
    Number(records.prepare(`select count(*) as count from ${table}`).get()?.count)
  expect([count('accesses'), count('proofs'), count('views')]).toEqual([1, 1, 1])
  await world.clock.advance(15 * minute + 1)
  await world.chairside.sweep()
  expect([count('accesses'), count('proofs'), count('views')]).toEqual([0, 0, 1])
  records.close()
})
