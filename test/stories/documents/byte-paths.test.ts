import { type ArchiveTicket, pathOf, routes, type Ticket } from '@chairside/protocol'
import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import type { Attachment, Question } from '../../../server/src/domain/documents/entitlement.ts'
import { meet } from '../../world/calls.ts'
import { drawn, readyDocument } from '../../world/document-calls.ts'
import { byAccess, real, type TicketFor, ticketed, unlimited, writer } from '../../world/document-paths.ts'
import { allows, draw } from '../../world/document-worlds.ts'
import { ask } from '../../world/http.ts'
import { openPage } from '../../world/page.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import type { World } from '../../world/world.ts'

/** The seed of the worlds; a failing world is printed and can be played again with `BYTE_PATHS_SEED`. */
const seed = process.env.BYTE_PATHS_SEED ?? 'byte-paths'
const worlds = 500
const png = bytesOf(allowed.png)

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
      return issue(`${pathOf(routes.issueDeskToken, { id: person })}?new`)
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

const byToken =
  (world: World, token: string, id: string): TicketFor =>
  async (use) => {
    const said = await world.as(token, 'POST', pathOf(routes.issueDocumentTicket, { id }), { use })
    return said.status === 200 ? ((await said.json()) as Ticket).url : undefined
  }

/** Whether the content comes on each path of its bytes that a token opens. */
async function paths(world: World, token: string, id: string): Promise<Record<string, boolean>> {
  const thumbnail = await world.as(token, 'GET', pathOf(routes.readThumbnail, { id }))
  return { ...(await ticketed(byToken(world, token, id))), thumbnail: thumbnail.status === 200 }
}

/** Whether the archive of each of a person's appointments, and that of their profile, holds the document. */
async function archived(
  world: World,
  token: string,
  id: string,
  { person, document: { practitioner }, attachments }: Question,
): Promise<boolean[]> {
  const mine = attachments.flatMap((one, index) => {
    if (isIn(one, person)) return [pathOf(routes.issueArchiveTicket, { id: `${id}-${index}` })]
    const isMine = 'profile' in one && one.profile === person
    return isMine ? [pathOf(routes.issueProfileArchiveTicket, { id: person, practitioner })] : []
  })
  const held: boolean[] = []
  for (const path of mine) {
    const said = await world.as(token, 'POST', path)
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
  /** Compares one world with the model. Gives whether the document was opened in it. */
  const compare = async (id: string, question: Question, told: string): Promise<boolean> => {
    const may = allows(question)
    if (question.access !== 'none') {
      expect(await ticketed(byAccess(page, id)), told).toEqual({ view: may, download: may, range: may })
      return may
    }
    const token = await tokenFor(world, id, question)
    if (token === undefined) return false
    // Archives first: whatever else is fetched counts as opened.
    const inArchives = question.person === 'staff' ? [] : await archived(world, token, id, question)
    expect(inArchives, told).toEqual(inArchives.map(() => may))
    expect(await paths(world, token, id), told).toEqual({
      view: may,
      download: may,
      range: may,
      thumbnail: may,
    })
    return may
  }
  let opened = 0
  for (let index = 0; index < worlds; index += 1) {
    const question = real(draw(`${seed}-${index}`))
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    write(id, question, key)
    const told = `BYTE_PATHS_SEED=${seed}, world ${index}: ${JSON.stringify(question)}`
    if (await compare(id, question, told)) opened += 1
    // The archive of a profile holds the document of one world alone.
    for (const one of question.attachments)
      if ('profile' in one)
        await world.backend('DELETE', pathOf(routes.takeOffProfile, { id, patient: one.profile }))
  }
  console.log(`seed ${seed}: ${worlds} worlds, opened in ${opened}`)
  expect(opened).toBeGreaterThan(worlds / 15)
}, 180_000)
