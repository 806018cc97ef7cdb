import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ArchiveTicket, pathOf, routes, type Ticket } from '@chairside/protocol'
import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import type { Attachment, Question } from '../../../server/src/domain/documents/entitlement.ts'
import { meet } from '../../world/calls.ts'
import { drawn, readyDocument } from '../../world/document-calls.ts'
import { allows, draw } from '../../world/document-worlds.ts'
import { ask } from '../../world/http.ts'
import { openPage, type Page } from '../../world/page.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import type { World } from '../../world/world.ts'

/** The seed of the worlds; a failing world is printed and can be played again with `BYTE_PATHS_SEED`. */
const seed = process.env.BYTE_PATHS_SEED ?? 'byte-paths'
const worlds = 500
const hour = 3_600_000
const png = bytesOf(allowed.png)
/** The limits for each person are not what this is about. */
const unlimited = {
  commandRate: 1e6,
  commandBurst: 1e6,
  commandBytes: 1e9,
  commandBytesBurst: 1e9,
  commandTime: 1e9,
  commandTimeBurst: 1e9,
}

/** A world as it can be on a server: nothing has ended before now. */
function real(question: Question): Question {
  const { now } = question
  return {
    ...question,
    attachments: question.attachments.map((attachment) => {
      if ('profile' in attachment) return attachment
      const { session } = attachment
      const { endedAt } = session
      return {
        ...attachment,
        session: { ...session, endedAt: endedAt !== undefined && endedAt <= now ? now : undefined },
      }
    }),
  }
}

/** Writes worlds into the records of a running server. Their documents have the content of one that is there. */
function writer({ dataDir, clock }: World, like: string) {
  const records = new DatabaseSync(join(dataDir, 'records.sqlite'))
  const now = clock.now()
  const write = (table: string, row: Record<string, string | number | null>): void => {
    const names = Object.keys(row)
    records
      .prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row))
  }
  const [upload, document] = ['uploads', 'documents'].map(
    (table) => records.prepare(`select * from ${table} where id = ?`).get(like) as Record<string, string>,
  )
  return (
    id: string,
    { document: guarded, attachments, now: today, person, access }: Question,
    key: string,
  ): void => {
    const at = (instant: number) => now + (instant - today) * hour
    records.exec('begin')
    write('uploads', { ...upload, id })
    write('documents', {
      ...document,
      id,
      practitioner: guarded.practitioner,
      state: guarded.state,
      sensitivity: guarded.sensitivity,
      expires_at: guarded.expiresAt === undefined ? null : at(guarded.expiresAt),
      kept_from: null,
    })
    const profiles = new Set<string>()
    for (const [index, attachment] of attachments.entries()) {
      if ('profile' in attachment) {
        profiles.add(attachment.profile)
        continue
      }
      const { session, availability, visibility, opened } = attachment
      const appointment = `${id}-${index}`
      write('appointments', {
        id: appointment,
        practitioner: 'owner',
        starts_at: at(session.startsAt),
        ends_at: at(session.endsAt),
        plan: 'pro',
        ended_at: session.endedAt === undefined ? null : at(session.endedAt),
        entries: 0,
      })
      for (const [position, person] of session.people.entries())
        write('participants', {
          appointment,
          id: person.id,
          role: person.role,
          name: 'Somebody',
          paid: person.paid ? 1 : 0,
          position,
          revision: 0,
        })
      write('attachments', { document: id, appointment, availability, visibility, position: 0, at: now })
      for (const one of opened)
        write('openings', {
          document: id,
          appointment,
          patient: one.patient,
          availability: one.availability,
          at: now,
        })
    }
    if (access !== 'none')
      write('accesses', {
        id,
        document: id,
        patient: person,
        key,
        way: 'link',
        device: 'other',
        at: now,
        expires_at: access === 'open' ? now + hour : now,
        most_until: now + hour,
      })
    for (const patient of profiles) write('profile_documents', { document: id, patient, at: now })
    records.exec('commit')
  }
}

const isIn = (attachment: Attachment, person: string): boolean =>
  'session' in attachment && attachment.session.people.some(({ id }) => id === person)

/** The token of a person, or undefined for staff who are nowhere registered. */
async function tokenFor(
  world: World,
  id: string,
  { person, attachments }: Question,
): Promise<string | undefined> {
  const issue = async (path: string, body?: object): Promise<string> =>
    ((await (await world.backend('POST', path, body)).json()) as { token: string }).token
  switch (person) {
    case 'owner':
    case 'other-practitioner':
      return issue(pathOf(routes.issueDeskToken, { id: person }))
    case 'staff': {
      const index = attachments.findIndex((one) => isIn(one, 'staff'))
      return index < 0
        ? undefined
        : issue(pathOf(routes.issueToken, { id: `${id}-${index}` }), { participant: 'staff' })
    }
    default:
      return issue(pathOf(routes.issueFilesToken, { id: person }))
  }
}

type Use = 'view' | 'download'

/** The address behind a ticket for a document; undefined when it is refused. */
type TicketFor = (use: Use) => Promise<string | undefined>

const byToken =
  (world: World, token: string, id: string): TicketFor =>
  async (use) => {
    const said = await world.as(token, 'POST', pathOf(routes.issueDocumentTicket, { id }), { use })
    return said.status === 200 ? ((await said.json()) as Ticket).url : undefined
  }

/** By the access session with the document's own id. */
const byAccess =
  (page: Page, id: string): TicketFor =>
  async (use) => {
    const said = await page.call(routes.issueAccessTicket, id, { json: { use } })
    return said.status === 200 ? said.json<Ticket>().url : undefined
  }

/** Whether the content comes by tickets, for each use of them. */
async function ticketed(ticketFor: TicketFor): Promise<Record<string, boolean>> {
  const fetched = async (use: Use, range?: string): Promise<boolean> => {
    const url = await ticketFor(use)
    if (url === undefined) return false
    const answer = await ask(url, 'GET', { headers: range === undefined ? {} : { range } })
    return answer.status < 300 && answer.body.length > 0
  }
  return {
    view: await fetched('view'),
    download: await fetched('download'),
    range: await fetched('download', 'bytes=-7'),
  }
}

/** Whether the content comes on each path of its bytes that a token opens. */
async function paths(world: World, token: string, id: string): Promise<Record<string, boolean>> {
  const thumbnail = await world.as(token, 'GET', pathOf(routes.readThumbnail, { id }))
  return { ...(await ticketed(byToken(world, token, id))), thumbnail: thumbnail.status === 200 }
}

/** Whether the archive of each of a person's appointments holds the document. */
async function archived(
  world: World,
  token: string,
  id: string,
  { person, attachments }: Question,
): Promise<boolean[]> {
  const mine = attachments.flatMap((one, index) => (isIn(one, person) ? [`${id}-${index}`] : []))
  const held: boolean[] = []
  for (const appointment of mine) {
    const said = await world.as(token, 'POST', pathOf(routes.issueArchiveTicket, { id: appointment }))
    if (said.status !== 200) held.push(false)
    else
      held.push(
        (await ask(((await said.json()) as ArchiveTicket).url, 'GET')).body.includes(png.subarray(0, 64)),
      )
  }
  return held
}

test(`${worlds} worlds: on every path of the bytes a document comes for exactly those who may open it`, async () => {
  const meeting = await meet({ limits: unlimited })
  const { world } = meeting
  const like = await readyDocument(meeting, { name: 'Like-This.png' }, png)
  await drawn(meeting, like)
  const write = writer(world, like)
  const page = await openPage(world)
  const key = await calculateJwkThumbprint(page.key)
  let opened = 0
  for (let index = 0; index < worlds; index += 1) {
    const question = real(draw(`${seed}-${index}`))
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    write(id, question, key)
    if (question.access !== 'none') {
      const may = allows(question)
      const told = `BYTE_PATHS_SEED=${seed}, world ${index}: ${JSON.stringify(question)}`
      expect(await ticketed(byAccess(page, id)), told).toEqual({ view: may, download: may, range: may })
      if (may) opened += 1
      continue
    }
    const token = await tokenFor(world, id, question)
    if (token === undefined) continue
    const may = allows(question)
    const told = `BYTE_PATHS_SEED=${seed}, world ${index}: ${JSON.stringify(question)}`
    // Archives first: whatever else is fetched counts as opened.
    const inArchives = question.person === 'staff' ? [] : await archived(world, token, id, question)
    expect(inArchives, told).toEqual(inArchives.map(() => may))
    expect(await paths(world, token, id), told).toEqual({
      view: may,
      download: may,
      range: may,
      thumbnail: may,
    })
    if (may) opened += 1
  }
  console.log(`seed ${seed}: ${worlds} worlds, opened in ${opened}`)
  expect(opened).toBeGreaterThan(worlds / 15)
}, 180_000)
