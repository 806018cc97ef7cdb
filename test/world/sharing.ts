import {
  type AuditEntry,
  type IssuedCode,
  type LinkLook,
  pathOf,
  routes,
  type ShareLink,
} from '@chairside/protocol'
import type { Meeting } from './calls.ts'
import { linesOf } from './exchange.ts'
import { ask, type Said } from './http.ts'
import { anna } from './people.ts'
import { keepSecret } from './secrets.ts'
import { until } from './until.ts'

/** A shared link with its secret. */
export type Shared = ShareLink & { readonly secret: string }

/** The secret in the address of a link. */
export function secretOf(link: ShareLink): string {
  const [, secret] = 'url' in link && link.url !== undefined ? link.url.split('#') : []
  if (secret === undefined) throw new Error('this link has no address')
  keepSecret(secret)
  return secret
}

export const tryShare = ({ world, doctor }: Meeting, id: string, patient: string = anna.id): Promise<Said> =>
  ask(world.url + pathOf(routes.shareDocument, { id, patient }), 'POST', { token: doctor.token })

/** Shares a document with a patient, as its practitioner does. Throws when that is refused. */
export async function share(meeting: Meeting, id: string, patient: string = anna.id): Promise<Shared> {
  const link = linkIn(await tryShare(meeting, id, patient))
  return { ...link, secret: secretOf(link) }
}

/** Withdraws a link. */
export const withdraw = async ({ world, doctor }: Meeting, { document, patient }: ShareLink) =>
  linkIn(
    await ask(world.url + pathOf(routes.withdrawLink, { id: document, patient }), 'DELETE', {
      token: doctor.token,
    }),
  )

export const tryIssueCode = ({ world, doctor }: Meeting, { id }: Pick<ShareLink, 'id'>): Promise<Said> =>
  ask(world.url + pathOf(routes.issueCode, { id }), 'POST', { token: doctor.token })

/** Makes a new code for a link. */
export async function issueCode(meeting: Meeting, link: Pick<ShareLink, 'id'>): Promise<string> {
  const said = await tryIssueCode(meeting, link)
  if (said.status !== 200) throw new Error(`no code: ${said.status} ${said.body}`)
  return said.json<IssuedCode>().code
}

/** A code that is not this one. */
export const otherThan = (code: string, by = 1): string =>
  String((Number(code) + by) % 1_000_000).padStart(6, '0')

export const look = ({ world }: Pick<Meeting, 'world'>, secret: string): Promise<Said> =>
  ask(world.patientUrl + pathOf(routes.lookAtLink), 'POST', { json: { secret } })

export function linkIn(said: Said): ShareLink {
  if (said.status !== 200) throw new Error(`no link: ${said.status} ${said.body}`)
  return said.json<ShareLink>()
}

/** What a page of a link is told. Throws when that is refused. */
export async function looked(meeting: Pick<Meeting, 'world'>, secret: string): Promise<LinkLook> {
  const said = await look(meeting, secret)
  if (said.status !== 200) throw new Error(`not told: ${said.status} ${said.body}`)
  return said.json<LinkLook>()
}

/** The status and the code of a refusal. */
export const refusal = ({ status, error }: Said): [number, string | undefined] => [status, error?.code]

/** The audit of a document, oldest first; with `kinds`, those lines alone. */
export async function documentAudit(
  { world }: Pick<Meeting, 'world'>,
  id: string,
  kinds?: readonly AuditEntry['kind'][],
): Promise<AuditEntry[]> {
  const all = await linesOf(await world.backend('GET', pathOf(routes.readDocumentAudit, { id })))
  return all.filter(({ kind }) => kinds === undefined || kinds.includes(kind))
}

/** What a promise comes to while the clock goes on, in steps of so many milliseconds. */
export async function whileTimePasses<Value>(
  { world }: Pick<Meeting, 'world'>,
  promise: Promise<Value>,
  step = 50,
): Promise<Value> {
  let over = false
  const ending = promise.finally(() => {
    over = true
  })
  await until('it comes to an end', async () => {
    if (!over) await world.clock.advance(step)
    return over
  })
  return ending
}

/** Somebody comes into the call of the meeting. */
export async function comeIn({ id }: Meeting, party: Meeting['doctor']): Promise<void> {
  const socket = await party.connect()
  const reply = await socket.command('appointment:enter', { appointment: id, place: 'call' })
  if (!reply.ok) throw new Error(`not let in: ${reply.error.code}`)
}
