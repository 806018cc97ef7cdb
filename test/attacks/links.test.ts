import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { KB, pathOf, proofHeader, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { type Meeting, meet } from '../world/calls.ts'
import { readyDocument } from '../world/document-calls.ts'
import { openHeardLog } from '../world/heard-log.ts'
import { ask } from '../world/http.ts'
import { accessIn, openPage } from '../world/page.ts'
import { reregister } from '../world/party.ts'
import { anna, eva, peter } from '../world/people.ts'
import {
  comeIn,
  documentAudit,
  issueCode,
  look,
  looked,
  otherThan,
  refusal,
  type Shared,
  share,
} from '../world/sharing.ts'
import { atEnd } from '../world/until.ts'

/* Share links, access codes and access sessions: what those try who have a part of what opens a document, or none. */

const sensitive = (meeting: Meeting): Promise<Shared> =>
  readyDocument(meeting, { name: 'Guessed-Paper.pdf', attach: true, sensitivity: 'sensitive' }).then((id) =>
    share(meeting, id),
  )
const normal = async (meeting: Meeting): Promise<Shared> =>
  share(meeting, await readyDocument(meeting, { name: 'Open-Paper.pdf', attach: true }))

/** Peter is a patient of the appointment too. */
const withPeter = ({ world, id }: Meeting) =>
  reregister(world, id, { patients: [anna, peter].map((one) => ({ ...one, paid: false })) })

/** Posts a body over one of the agent's sockets, as from an address behind the proxy. Gives the code of the refusal, or undefined. */
const post = (agent: Agent, url: string, address: string, json: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
    const sent = request(url, { method: 'POST', agent, headers })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.headers['chairside-error']))
    })
    sent.end(JSON.stringify(json))
  })

test('guesses of secrets and of a code over 64 sockets and as many addresses find nothing, and a bystander’s link opens meanwhile', async () => {
  const meeting = await meet({
    env: { TRUST_PROXY: 'true' },
    limits: { refusalStep: 100 },
    overrides: { clock: systemClock },
  })
  const { world } = meeting
  const [target, open] = [await sensitive(meeting), await normal(meeting)]
  await withPeter(meeting)
  const bystander = await share(meeting, open.document, peter.id)
  const code = await issueCode(meeting, target)
  const { key } = await openPage(world)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  atEnd(() => agent.destroy())
  const url = world.url + pathOf(routes.openLink)
  const guess = (number: number) =>
    post(agent, url, `203.0.113.${number % 64}`, {
      key,
      secret: number % 2 === 0 ? randomBytes(16).toString('base64url') : target.secret,
      code: otherThan(code, 1 + (number % 999_998)),
    })
  const guesses = Promise.all(Array.from({ length: 2000 }, (_, number) => guess(number)))
  const page = await openPage(world)
  const access = accessIn(await page.open(bystander.secret))
  const ticket = await page.call(routes.issueAccessTicket, access.id, { json: { use: 'view' } })
  expect((await ask(ticket.json<Ticket>().url, 'GET')).status).toBe(200)
  const answers = new Map<unknown, number>()
  for (const answer of await guesses) answers.set(answer, (answers.get(answer) ?? 0) + 1)
  console.log(`2000 guesses: ${JSON.stringify([...answers])}`)
  expect(answers.get('LINK_GONE')).toBe(1000)
  // Whatever was guessed in a wait counted nothing.
  const counted = answers.get('CODE_WRONG') ?? 0
  expect(counted).toBeLessThan(10)
  expect((answers.get('CODE_WAIT') ?? 0) + (answers.get('RATE_LIMITED') ?? 0) + counted).toBe(1000)
  expect((await share(meeting, target.document)).wrong).toBe(counted)
}, 60_000)

test('who has a link of a patient takes nothing from the patient’s own pages, however often they open it', async () => {
  const meeting = await meet()
  const { world, patient } = meeting
  const [link, other] = [await normal(meeting), await sensitive(meeting)]
  const page = await openPage(world)
  const answers = await Promise.all(Array.from({ length: 80 }, () => page.open(link.secret)))
  const [opened, refused] = [200, 429].map((status) => answers.filter((said) => said.status === status))
  expect([opened?.length, refused?.length]).toEqual([60, 20])
  const own = await ask(world.url + pathOf(routes.lookAtDocument, { id: link.document }), 'GET', {
    token: patient.token,
  })
  expect(own.status).toBe(200)
  // Each link counts by itself, and so does what is open already.
  expect((await look(meeting, other.secret)).status).toBe(200)
  expect((await page.call(routes.awaitAccess, accessIn(opened?.[0] ?? own).id)).status).toBe(200)
  await withPeter(meeting)
  expect((await look(meeting, (await share(meeting, link.document, peter.id)).secret)).status).toBe(200)
  await world.clock.advance(1000)
  accessIn(await page.open(link.secret))
})

test('of two wrong codes that come at once at the end, one kills the code, and there is no eleventh try', async () => {
  const meeting = await meet()
  const link = await sensitive(meeting)
  const code = await issueCode(meeting, link)
  const page = await openPage(meeting.world)
  const twice = () => Promise.all([1, 2].map((by) => page.open(link.secret, otherThan(code, by))))
  for (let times = 0; times < 8; times += 1) {
    await page.open(link.secret, otherThan(code))
    await meeting.world.clock.advance(60_000)
  }
  const ninth = await twice()
  expect(ninth.map(({ error }) => error?.code).sort()).toEqual(['CODE_WAIT', 'CODE_WRONG'])
  await meeting.world.clock.advance(60_000)
  const tenth = await twice()
  expect(tenth.map(({ error }) => error?.code)).toEqual(['CODE_USED_UP', 'CODE_USED_UP'])
  expect(await share(meeting, link.document)).toMatchObject({ wrong: 10, code: { state: 'used-up' } })
  const facts = await documentAudit(meeting, link.document, ['code-used-up', 'code-wrong'])
  expect(facts.map(({ kind }) => kind)).toEqual([...Array(9).fill('code-wrong'), 'code-used-up'])
})

test('who repeats what a page has sent opens nothing: neither its opening, nor its proofs, nor its session', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await sensitive(meeting)
  const code = await issueCode(meeting, link)
  const [page, thief] = [await openPage(world), await openPage(world)]
  const access = accessIn(await page.open(link.secret, code))
  // The opening again by another key, and word for word.
  expect(refusal(await thief.open(link.secret, code))).toEqual([403, 'CODE_USED'])
  const copied = accessIn(await page.open(link.secret, code))
  for (const { id } of [access, copied])
    expect(refusal(await thief.call(routes.issueAccessTicket, id, { json: { use: 'view' } }))).toEqual([
      401,
      'ACCESS_ENDED',
    ])
  const url = world.url + pathOf(routes.issueAccessTicket, { id: access.id })
  const headers = { [proofHeader]: await page.proof(access.id, 'POST', url) }
  const send = (to: string) => ask(to, 'POST', { headers, json: { use: 'view' } })
  expect((await send(url)).status).toBe(200)
  expect(refusal(await send(url))).toEqual([401, 'ACCESS_ENDED'])
  expect(refusal(await send(world.url + pathOf(routes.issueAccessTicket, { id: copied.id })))).toEqual([
    401,
    'ACCESS_ENDED',
  ])
})

test('a forwarded link opens nothing sensitive, and of a normal one the practitioner sees each opening', async () => {
  const meeting = await meet()
  const { world } = meeting
  const [locked, open] = [await sensitive(meeting), await normal(meeting)]
  const code = await issueCode(meeting, locked)
  accessIn(await (await openPage(world)).open(locked.secret, code))
  const stranger = await openPage(world)
  expect(refusal(await stranger.open(locked.secret))).toEqual([403, 'CODE_NEEDED'])
  expect(refusal(await stranger.open(locked.secret, code))).toEqual([403, 'CODE_USED'])
  expect(await documentAudit(meeting, locked.document, ['code-wrong'])).toMatchObject([
    { link: locked.id, code: 'CODE_USED', address: '127.0.0.1' },
  ])
  for (const page of [await openPage(world), stranger]) {
    const { id } = accessIn(await page.open(open.secret))
    await page.call(routes.noteView, id)
  }
  const views = await documentAudit(meeting, open.document, ['document-viewed'])
  expect(new Set(views.map(({ access }) => access)).size).toBe(2)
})

test('scanners use nothing up and count as nobody: GET, HEAD, and a script that looks and does not click', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await normal(meeting)
  const before = await documentAudit(meeting, link.document)
  for (const method of ['GET', 'HEAD'])
    for (const path of [`/d?${link.secret}`, `/d/${link.secret}`, pathOf(routes.openLink)])
      await ask(world.url + path, method)
  for (let times = 0; times < 3; times += 1) await looked(meeting, link.secret)
  expect(await documentAudit(meeting, link.document)).toEqual(before)
  accessIn(await (await openPage(world)).open(link.secret))
})

test('nothing in a stolen database opens anything', async () => {
  const meeting = await meet()
  const { world } = meeting
  const [locked, open] = [await sensitive(meeting), await normal(meeting)]
  const code = await issueCode(meeting, locked)
  const page = await openPage(world)
  accessIn(await page.open(locked.secret, code))
  const access = accessIn(await page.open(open.secret))
  await page.call(routes.issueAccessTicket, access.id, { json: { use: 'view' } })
  const next = await sensitive(meeting)
  const unused = await issueCode(meeting, next)

  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  const tables = records.prepare("select name from sqlite_master where type = 'table'").all()
  const values = tables.flatMap(({ name }) =>
    records
      .prepare(`select * from "${name}"`)
      .all()
      .flatMap((row) => Object.values(row).map(String)),
  )
  records.close()
  const stolen = [...new Set(values)]
  const holds = (text: string): boolean => stolen.some((value) => value.includes(text))
  expect([locked.secret, open.secret, next.secret].filter(holds)).toEqual([])
  const thief = await openPage(world)
  for (const value of stolen.filter((one) => /^[\w.-]{16,64}$/.test(one))) {
    for (const secret of [value, Buffer.from(value, 'hex').subarray(0, 16).toString('base64url')])
      if (secret !== '') expect(refusal(await look(meeting, secret))).toEqual([404, 'LINK_GONE'])
    const content = await ask(world.url + pathOf(routes.readContent, { ticket: value }), 'GET')
    expect(content.status).toBe(401)
    expect((await thief.call(routes.issueAccessTicket, value, { json: { use: 'view' } })).status).not.toBe(
      200,
    )
    expect(
      (await ask(world.url + pathOf(routes.readLibrary, { id: eva.id }), 'GET', { token: value })).status,
    ).toBe(401)
  }
  // A million codes are tried in a second, but not without the server's secret.
  for (const text of [unused, `code ${next.id} ${unused}`, `${next.id}${unused}`])
    expect(holds(createHash('sha256').update(text).digest('hex'))).toBe(false)
}, 60_000)

test('nothing in a stolen log opens anything, and it names nobody', async () => {
  const log = openHeardLog()
  const meeting = await meet({ overrides: { log: log.log } })
  const { world } = meeting
  const link = await sensitive(meeting)
  const code = await issueCode(meeting, link)
  const page = await openPage(world)
  await page.open(link.secret, otherThan(code))
  await page.open('C'.repeat(22), code)
  await world.clock.advance(1000)
  const access = accessIn(await page.open(link.secret, code))
  const url = world.url + pathOf(routes.noteView, { id: access.id })
  const proof = await page.proof(access.id, 'POST', url)
  await ask(url, 'POST', { headers: { [proofHeader]: proof } })
  await ask(url, 'POST', { headers: { [proofHeader]: proof } })
  const text = log.lines.map((line) => JSON.stringify(line)).join('\n')
  expect(text).toContain('refused')
  for (const secret of [link.secret, 'C'.repeat(22), proof, page.key.x, 'Guessed-Paper', eva.name])
    expect(text).not.toContain(secret)
  expect(text).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`))
})

test('who has no token sends at most 2 KB', async () => {
  const meeting = await meet()
  const said = await ask(meeting.world.url + pathOf(routes.openLink), 'POST', {
    json: { secret: 'D'.repeat(3 * KB) },
  })
  expect(refusal(said)).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a page that has a forwarded link and only waits gets nothing when the document is unlocked for its patient', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await sensitive(meeting)
  await comeIn(meeting, meeting.patient)
  await comeIn(meeting, meeting.doctor)
  const [mine, thief] = [await openPage(world), await openPage(world)]
  const unlock = () =>
    ask(world.url + pathOf(routes.unlockLink, { id: link.id }), 'POST', { token: meeting.doctor.token })
  // Nobody has asked: what is unlocked is for the patient's own page.
  expect((await unlock()).status).toBe(200)
  expect(refusal(await thief.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  const said = await ask(world.url + pathOf(routes.openDocument, { id: link.document }), 'POST', {
    token: meeting.patient.token,
    json: { key: mine.key },
  })
  accessIn(said)
  // The patient has asked in their page of the link.
  await ask(world.url + pathOf(routes.askForLinkCode), 'POST', {
    json: { secret: link.secret, key: mine.key },
  })
  expect((await unlock()).status).toBe(200)
  for (let times = 0; times < 3; times += 1) {
    expect(await looked(meeting, link.secret)).toMatchObject({ unlocked: true })
    expect(refusal(await thief.open(link.secret))).toEqual([403, 'CODE_NEEDED'])
  }
  accessIn(await mine.open(link.secret))
})

test('a page that asks too fast writes nothing more: its proofs are counted before they are kept', async () => {
  const meeting = await meet()
  const { world } = meeting
  const link = await normal(meeting)
  const page = await openPage(world)
  const { id } = accessIn(await page.open(link.secret))
  const answers = await Promise.all(Array.from({ length: 80 }, () => page.call(routes.noteView, id)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  expect(records.prepare('select count(*) as count from proofs').get()?.count).toBe(60)
  records.close()
  // Another page of the same link goes on.
  const other = await openPage(world)
  const beside = accessIn(await other.open(link.secret))
  expect((await other.call(routes.noteView, beside.id)).status).toBe(204)
})
