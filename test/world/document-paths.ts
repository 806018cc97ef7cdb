import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { routes, type Ticket } from '@chairside/protocol'
import type { Question } from '../../server/src/domain/documents/entitlement.ts'
import type { LinkRow } from '../../server/src/records/tables-of-documents.ts'
import { ask } from './http.ts'
import type { Page } from './page.ts'
import type { World } from './world.ts'

/* Worlds of documents on a running server, and whether their bytes come. */

const hour = 3_600_000

/** When an instant of a world is on a server, where it is `now`. */
export const instantIn =
  ({ now: today }: Question, now: number) =>
  (instant: number): number =>
    now + (instant - today) * hour

/** The limits for each person are not what this is about. */
export const unlimited = {
  commandRate: 1e6,
  commandBurst: 1e6,
  commandBytes: 1e9,
  commandBytesBurst: 1e9,
  commandTime: 1e9,
  commandTimeBurst: 1e9,
}

/** A world as it can be on a server: nothing has ended before now. */
export function real<World extends Question>(question: World): World {
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
export function writer({ dataDir, clock }: World, like: string) {
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
  return (id: string, question: Question, key: string, link?: LinkRow): void => {
    const { document: guarded, attachments, person, access } = question
    const at = instantIn(question, now)
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
    if (link !== undefined) write('links', { ...link, shared: link.shared ? 1 : 0 })
    for (const patient of profiles) write('profile_documents', { document: id, patient, at: now })
    records.exec('commit')
  }
}

export type Use = 'view' | 'download'

/** The address behind a ticket for a document; undefined when it is refused. */
export type TicketFor = (use: Use) => Promise<string | undefined>

/** By the access session with the document's own id. */
export const byAccess =
  (page: Page, id: string): TicketFor =>
  async (use) => {
    const said = await page.call(routes.issueAccessTicket, id, { json: { use } })
    return said.status === 200 ? said.json<Ticket>().url : undefined
  }

/** Whether the content comes by tickets, for each use of them. */
export async function ticketed(ticketFor: TicketFor): Promise<Record<string, boolean>> {
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
