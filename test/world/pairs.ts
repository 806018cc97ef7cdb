import { randomUUID } from 'node:crypto'
import type { Appointment } from '@chairside/client'
import {
  ChairsideError,
  type ErrorCode,
  errorHeader,
  pathOf,
  type ReceivedFiles,
  routes,
} from '@chairside/protocol'
import { type Judge, markOf } from '../services/judge.ts'
import type { Said } from './http.ts'
import { offerOf, type Party, partyOf } from './party.ts'
import { anna, eva, peter } from './people.ts'
import type { Server } from './process.ts'
import { allowed, bytesOf } from './samples.ts'
import { keepSecret } from './secrets.ts'
import { until } from './until.ts'
import { watch } from './watch.ts'

/** Everything that can be done to the one exchange of an appointment. */
export const acts = [
  'ask',
  'answer',
  'decline',
  'note',
  'withdraw the request',
  'withdraw the file',
  'withdraw the transfer',
  'last byte',
  'clean',
  'infected',
  'form',
  'part',
  'end',
  'remove',
] as const
export type Act = (typeof acts)[number]

/** The outcome of an act: `ok`, the code of a refusal, or `lost` if the connection ended before the answer. */
export type Outcome = 'ok' | 'lost' | ErrorCode

export interface Done {
  readonly act: Act
  readonly outcome: Outcome
  /** The request that the act was about. */
  readonly request: string
}

/** One of the two people: a page that is open all the time, and plain requests for what the page does not do. */
export interface Side {
  readonly party: Party
  readonly page: Appointment
  /** The faults that the page has shown. */
  readonly wrong: readonly string[]
}

/** An appointment of its own for one pair of acts. */
export interface Scene {
  readonly first: Act
  readonly second: Act
  readonly server: Server
  readonly judge: Judge
  readonly appointment: string
  readonly eva: Side
  readonly anna: Side
  /** The request that the acts are about: the newest one. */
  request: string
  /** The transfer and the file that the acts are about. If the first act is `answer`, it creates them. */
  readonly transfer: string
  readonly file: string
  readonly content: Buffer
  readonly mine: Side
  /** How many bytes of the file the server has acknowledged. */
  offset: number
  /** The acts that have ended, in this order. */
  readonly done: Done[]
  /** What could be seen before the second act; undefined if both acts ran at once. */
  before: string | undefined
}

const pdf = bytesOf(allowed.pdf)
/** How many bytes an upload has at the beginning, and how many the act `part` adds. */
const [begun, more] = [20_000, 5000]

export const isVerdict = (act: Act): boolean => act === 'clean' || act === 'infected'
const brings: ReadonlySet<Act> = new Set<Act>(['last byte', 'form', 'part'])

/** The state of the request before a pair of acts; `quiet` is no request. */
function standOf(first: Act, second: Act): 'quiet' | 'asked' | 'answering' {
  if (first === 'ask') return 'quiet'
  if (first === 'answer' || first === 'decline') return 'asked'
  const aboutRequest = second === 'ask' || second === 'answer' || second === 'decline' || second === 'note'
  return (first === 'end' || first === 'remove') && aboutRequest ? 'asked' : 'answering'
}

/** Prepares an appointment in which both acts are possible. */
export async function setScene(server: Server, judge: Judge, first: Act, second: Act): Promise<Scene> {
  const { backend } = server
  const stand = standOf(first, second)
  const appointment = await backend.appointment()
  const side = async (who: string): Promise<Side> => {
    const party = partyOf(server, appointment, await backend.token(appointment, who))
    const page = await server.join(appointment, who)
    return { party, page, wrong: watch(page) }
  }
  const [eva_, anna_] = [await side(eva.id), await side(anna.id)]
  const request = stand === 'quiet' ? randomUUID() : (await eva_.page.ask()).id
  const isAnswer = stand === 'answering' || first === 'answer'
  const mine = isAnswer ? anna_ : eva_
  const word = first === 'infected' || (second === 'infected' && !isVerdict(first)) ? 'infected' : 'clean'
  const content = Buffer.concat([pdf, Buffer.from(markOf(appointment, word))])
  const offered = offerOf(
    [{ name: `Befund-${appointment}.pdf`, size: content.length }],
    isAnswer ? request : undefined,
  )
  keepSecret(`Befund-${appointment}.pdf`)
  const file = offered.files[0]?.id ?? ''
  const scene: Scene = {
    first,
    second,
    server,
    judge,
    appointment,
    eva: eva_,
    anna: anna_,
    request,
    transfer: offered.id,
    file,
    content,
    mine,
    offset: 0,
    done: [],
    before: undefined,
  }
  if (first !== 'answer') {
    await must(mine.party.ask('POST', pathOf(routes.offerTransfer, { id: appointment }), { json: offered }))
    const whole = isVerdict(first) || (isVerdict(second) && !brings.has(first))
    await must(send(scene, whole ? content.length : begun))
  }
  if (!isVerdict(first) && !isVerdict(second)) judge.release(appointment)
  await until('both pages show it', () => {
    const pages = [eva_.page, anna_.page]
    return pages.every(
      (page) =>
        (stand === 'quiet' || page.requests.length === 1) &&
        (first === 'answer' || page.transfers.length === 1),
    )
  })
  return scene
}

async function must(asking: Promise<Said>): Promise<void> {
  const said = await asking
  if (said.status >= 300) throw new Error(`a scene could not be set: ${said.error?.code ?? said.status}`)
}

/** Sends the bytes of the scene's file from `offset` up to `end`. */
async function send(scene: Scene, end: number): Promise<Said> {
  const { file, content, offset, mine } = scene
  const said = await mine.party.patch(file, content.subarray(offset, end), offset)
  if (said.status === 204) scene.offset = end
  return said
}

function outcomeOf({ status, cut, error, headers }: Said): Outcome {
  if (cut) return 'lost'
  if (status < 300) return 'ok'
  const code = error?.code ?? headers[errorHeader]
  return code === undefined ? 'INTERNAL' : (String(code) as ErrorCode)
}

const asked = (asking: Promise<Said>): Promise<Outcome> => asking.then(outcomeOf, () => 'lost')

/** The outcome of a command of the SDK, which repeats it until the server answers. */
async function told(command: Promise<unknown>): Promise<Outcome> {
  try {
    await command
    return 'ok'
  } catch (error) {
    return error instanceof ChairsideError ? error.code : 'lost'
  }
}

/** Sends a command without the SDK, about a thing that the page does not show. */
async function said({ party }: Side, name: string, payload: object): Promise<Outcome> {
  try {
    const line = await party.connect()
    const reply = await line.command(name, payload)
    line.close()
    return reply.ok ? 'ok' : reply.error.code
  } catch {
    return 'lost'
  }
}

const boundary = '----chairside-pairs'

function formOf(file: string, content: Buffer) {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file}"; filename="Befund.pdf"\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

async function fill({ transfer, file, content, mine }: Scene): Promise<Outcome> {
  const path = pathOf(routes.sendForm, { id: transfer })
  const posted = await mine.party.ask('POST', path, formOf(file, content))
  if (outcomeOf(posted) !== 'ok') return outcomeOf(posted)
  return posted.json<ReceivedFiles>().files[0]?.error?.code ?? 'ok'
}

type Change = typeof routes.registerAppointment | typeof routes.endAppointment

/** Changes or ends an appointment, as the backend does. */
async function change({ server, appointment }: Scene, route: Change, body?: object): Promise<Outcome> {
  try {
    const answer = await server.backend.ask(route.method, pathOf(route, { id: appointment }), body)
    const { error } = (await answer.json()) as { error?: { code: ErrorCode } }
    return error?.code ?? 'ok'
  } catch {
    return 'lost'
  }
}

/** Does the first or the second act of a scene. Two calls in one turn begin both acts at once. */
export async function act(scene: Scene, which: 'first' | 'second'): Promise<Done> {
  const { request } = scene
  const outcome = await doing(scene, which)
  const done = { act: scene[which], outcome, request: scene[which] === 'ask' ? scene.request : request }
  scene.done.push(done)
  return done
}

function doing(scene: Scene, which: 'first' | 'second'): Promise<Outcome> {
  const { eva: doctor, anna: patient, request, transfer, file, content, mine } = scene
  switch (scene[which]) {
    case 'ask':
      return told(
        doctor.page.ask().then(({ id }) => {
          scene.request = id
        }),
      )
    case 'answer': {
      // An answer as the first act creates the scene's transfer, which the second act is about.
      const brings = which === 'first'
      const name = `Befund-${scene.appointment}.pdf`
      const files = [{ id: brings ? file : randomUUID(), name, size: content.length }]
      const json = { ...offerOf(files, request), ...(brings && { id: transfer }) }
      const path = pathOf(routes.offerTransfer, { id: scene.appointment })
      return asked(patient.party.ask('POST', path, { json }))
    }
    case 'decline': {
      const known = patient.page.requests.find(({ id }) => id === request)
      return known ? told(known.decline()) : said(patient, 'request:decline', { id: request })
    }
    case 'note': {
      const note = `Bitte beide Seiten ${which}`
      keepSecret(note)
      const known = doctor.page.requests.find(({ id }) => id === request)
      return known ? told(known.changeNote(note)) : said(doctor, 'request:note', { id: request, note })
    }
    case 'withdraw the request': {
      const known = doctor.page.requests.find(({ id }) => id === request)
      return known ? told(known.withdraw()) : said(doctor, 'request:withdraw', { id: request })
    }
    case 'withdraw the file': {
      const known = mine.page.transfers.flatMap(({ files }) => files).find(({ id }) => id === file)
      return known ? told(known.withdraw()) : said(mine, 'file:withdraw', { id: file })
    }
    case 'withdraw the transfer': {
      const known = mine.page.transfers.find(({ id }) => id === transfer)
      return known ? told(known.withdraw()) : said(mine, 'transfer:withdraw', { id: transfer })
    }
    case 'last byte':
      return asked(send(scene, content.length))
    case 'part':
      return asked(send(scene, Math.min(scene.offset + more, content.length)))
    case 'form':
      return fill(scene).catch(() => 'lost')
    case 'clean':
    case 'infected':
      return verdict(scene)
    case 'end':
      return change(scene, routes.endAppointment)
    case 'remove':
      return change(scene, routes.registerAppointment, { patients: [peter] })
  }
}

/** Sends the rest of the file, if any is left, and lets the scanner answer. */
async function verdict(scene: Scene): Promise<Outcome> {
  const { content, offset, appointment, judge } = scene
  const sent = offset < content.length ? await asked(send(scene, content.length)) : 'ok'
  judge.release(appointment)
  return sent
}
