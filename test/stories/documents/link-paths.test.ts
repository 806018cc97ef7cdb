import { createHmac, randomBytes } from 'node:crypto'
import { pathOf, proofHeader, routes } from '@chairside/protocol'
import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import { keptOf } from '../../../server/src/domain/documents/links/secret.ts'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { byAccess, instantIn, real, ticketed, unlimited, writer } from '../../world/document-paths.ts'
import { filesToken } from '../../world/documents.ts'
import { ask, type Said } from '../../world/http.ts'
import { drawLink, type LinkQuestion, letsIn, linkRow, toldInstead } from '../../world/link-worlds.ts'
import { accessIn, openPage, type Page } from '../../world/page.ts'
import { keepSecret } from '../../world/secrets.ts'

/** The seed of the worlds; a failing world is printed and can be played again with `BYTE_PATHS_SEED`. */
const seed = process.env.BYTE_PATHS_SEED ?? 'link-paths'
const worlds = 500

/** The codes that are typed; the newest one of each link is the first. */
const codes = { newest: '271828', older: '314159', wrong: '161803' } as const

/** Opens the document of a world in a page, by its link or by a token of its patient. */
async function opening(
  { world }: Meeting,
  page: Page,
  { id, secret }: { id: string; secret: string },
  { by, person, typed }: LinkQuestion,
): Promise<Said> {
  const code = typed === 'nothing' ? undefined : codes[typed]
  if (by === 'link') return page.open(secret, code)
  return ask(world.url + pathOf(routes.openDocument, { id }), 'POST', {
    token: await filesToken(world, person),
    json: { key: page.key, ...(code !== undefined && { code }) },
  })
}

const everything = { view: true, download: true, range: true }
const nothing = { view: false, download: false, range: false }

test(`${worlds} worlds: by a link and a code the bytes come for exactly those whom they let in, and only through the session of their page`, async () => {
  const server = randomBytes(32).toString('base64url')
  keepSecret(server)
  const meeting = await meet({ limits: unlimited, env: { TOKEN_SECRET: server } })
  const { world } = meeting
  const like = await readyDocument(meeting)
  const write = writer(world, like)
  const page = await openPage(world)
  const stranger = await openPage(world)
  const key = await calculateJwkThumbprint(page.key)
  const seen = new Map<string, number>()
  for (let index = 0; index < worlds; index += 1) {
    const question = real(drawLink(`${seed}-${index}`))
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    const secret = randomBytes(16).toString('base64url')
    keepSecret(secret)
    const code = createHmac('sha256', server).update(`code ${id} ${codes.newest}`).digest('hex')
    const as = { id, document: id, secret: keptOf(secret), key, code }
    write(id, question, key, linkRow(question, { ...as, at: instantIn(question, world.clock.now()) }))
    const told = `BYTE_PATHS_SEED=${seed}, world ${index}: ${JSON.stringify(question)}`
    const said = await opening(meeting, page, { id, secret }, question)
    const answer = said.status === 200 ? 'yes' : (said.error?.code ?? '')
    expect(answer, told).toBe(letsIn(question) ? 'yes' : toldInstead(question))
    seen.set(answer, (seen.get(answer) ?? 0) + 1)
    if (answer !== 'yes') continue

    const access = accessIn(said).id
    expect(await ticketed(byAccess(page, access)), told).toEqual(everything)
    // The session is of this page, and of this document.
    expect(await ticketed(byAccess(stranger, access)), told).toEqual(nothing)
    expect(await ticketed(byAccess(page, like)), told).toEqual(nothing)
    for (const document of [id, like]) {
      const url = world.url + pathOf(routes.issueDocumentTicket, { id: document })
      const headers = { [proofHeader]: await page.proof(access, 'POST', url) }
      expect((await ask(url, 'POST', { headers, json: { use: 'view' } })).status, told).toBe(401)
    }
    // A ticket serves only as long as its session.
    const left = (await byAccess(page, access)('download')) ?? ''
    expect((await page.call(routes.closeAccess, access)).status, told).toBe(204)
    expect((await ask(left, 'GET')).status, told).toBeGreaterThanOrEqual(400)
    expect(await ticketed(byAccess(page, access)), told).toEqual(nothing)
  }
  console.log(`seed ${seed}: ${worlds} worlds, ${JSON.stringify(Object.fromEntries(seen))}`)
  expect(seen.get('yes')).toBeGreaterThan(worlds / 15)
  expect(seen.size).toBe(11)
}, 180_000)
