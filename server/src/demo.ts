import { randomUUID } from 'node:crypto'
import { type IssuedToken, pathOf, routes, toInstant } from '@chairside/protocol'
import type { Chairside } from './chairside.ts'
import { drawPicture, profilePapers, writePdf } from './demo-files.ts'
import { hour } from './time.ts'

/** The addresses of the two demo pages, with their tokens. */
export interface DemoLinks {
  readonly practitioner: string
  readonly patient: string
}

const eva = { id: 'dr-horvathova', name: 'Dr. Eva Horváthová' }
const anna = { id: 'anna', name: 'Anna Nováková' }
const others = [
  'Peter',
  'Jana',
  'Lucia',
  'Martin',
  'Zuzana',
  'Tomáš',
  'Mária',
  'Ján',
  'Eva',
  'Michal',
  'Katka',
]
const group = [
  { ...anna, paid: true },
  ...others.map((name, index) => ({ id: `client-${index}`, name: `${name} Kováč`, paid: index < 8 })),
]

/** The documents of the demo's library, with ids of their own, so that a second start adds none. */
const papers = [
  { id: 'd0000000-0000-4000-8000-000000000001', name: 'Warm-up before the session.pdf', when: 'before' },
  { id: 'd0000000-0000-4000-8000-000000000002', name: 'Positions we will use.png', when: 'at-session' },
  { id: 'd0000000-0000-4000-8000-000000000003', name: 'Plan for the week after.pdf', when: 'after-session' },
  { id: 'd0000000-0000-4000-8000-000000000004', name: 'Breathing.png', when: 'before' },
] as const

/** Registers appointments as an embedding backend would; gives the links to them. Throws a plain sentence. */
export async function openDemo({
  url,
  listening,
  apiKey,
  clock,
}: Pick<Chairside, 'url' | 'listening' | 'apiKey' | 'clock'>): Promise<DemoLinks> {
  const send = (
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ) =>
    // Not at `url`: what stands in front may be started later, or have a certificate that only browsers were told to take.
    fetch(listening + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
      body,
    }).catch((cause) => {
      throw new Error(`The demo appointment could not be made: nothing answers at ${listening}.`, { cause })
    })
  const ask = async <Answer>(method: string, path: string, body: object): Promise<Answer> => {
    const response = await send(method, path, JSON.stringify(body), { 'content-type': 'application/json' })
    if (!response.ok)
      throw new Error(`The demo appointment could not be made: ${listening} answered ${response.status}.`)
    return (await response.json()) as Answer
  }
  const token = async (path: string, body: object): Promise<string> =>
    (await ask<IssuedToken>('POST', path, body)).token

  const mark = randomUUID().slice(0, 8)
  const start = Math.floor(clock.now() / 900_000) * 900_000
  const register = (name: string, title: string, at: number, patients: readonly object[]): Promise<unknown> =>
    ask('PUT', pathOf(routes.registerAppointment, { id: `demo-${mark}${name}` }), {
      practitioner: eva,
      patients,
      startsAt: toInstant(at),
      endsAt: toInstant(at + hour / 2),
      plan: 'clinic',
      title,
    })
  await register('', 'Consultation', start, [anna])
  await register('-group', 'Gentle yoga for a stiff neck', start + 3 * hour, group)
  await register('-review', 'Review of the plan', start + 24 * hour, [anna])

  /** Puts a paper into the library, and gives whether it is there: one that was deleted in an earlier demo stays away. */
  const keep = async (
    offer: { id: string; name: string; policy: string },
    bytes: Buffer,
  ): Promise<boolean> => {
    const { id } = offer
    const document = await ask<{ state: string }>('POST', pathOf(routes.createDocument), {
      ...offer,
      size: bytes.length,
      practitioner: eva.id,
    })
    if (document.state === 'receiving')
      await send('PATCH', pathOf(routes.sendDocumentBytes, { id }), new Uint8Array(bytes), {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': routes.sendDocumentBytes.takesAs,
      })
    return document.state === 'receiving' || document.state === 'ready'
  }
  /** Puts a paper on the group session. */
  const share = async ({ id, name, when }: (typeof papers)[number], index: number): Promise<void> => {
    const bytes = name.endsWith('.pdf') ? writePdf(name) : drawPicture(index)
    if (await keep({ id, name, policy: 'material' }, bytes))
      await ask('PUT', pathOf(routes.attachDocument, { id, appointment: `demo-${mark}-group` }), {
        availability: when,
        visibility: index === 2 ? 'paid' : 'all',
      })
  }
  for (const [index, paper] of papers.entries()) await share(paper, index)
  for (const paper of profilePapers)
    if (await keep({ ...paper, policy: 'document' }, writePdf(paper.name)))
      await ask('PUT', pathOf(routes.putOnProfile, { id: paper.id, patient: anna.id }), {})

  const tokens = pathOf(routes.issueToken, { id: `demo-${mark}` })
  const practitioner = await token(tokens, { participant: eva.id })
  const patient = await token(tokens, { participant: anna.id })
  const desk = await token(pathOf(routes.issueDeskToken, { id: eva.id }), {})
  const files = await token(pathOf(routes.issueFilesToken, { id: anna.id }), {})
  return {
    practitioner: `${url}/demo/practitioner.html#token=${practitioner}&desk=${desk}&day=${mark}`,
    patient: `${url}/demo/patient.html#token=${patient}&files=${files}&day=${mark}`,
  }
}
