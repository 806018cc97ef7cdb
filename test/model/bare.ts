import { randomUUID } from 'node:crypto'
import type {
  FileOffer,
  Request,
  Snapshot,
  Takes,
  Ticket,
  Transfer,
  TransferOffer,
  WireError,
} from '@chairside/protocol'
import type { Content } from './content.ts'
import { type Answer, ask, jsonOf } from './http.ts'
import { isHere, isOpen } from './moves.ts'
import type { Person } from './person.ts'
import { oneOf, type Stage } from './stage.ts'
import type { BareCommand, Step, Who } from './step.ts'
import { askingOf, inCapitals, isAddressed, isSame, offerOf, tus } from './wire.ts'

/** What clients do that speak HTTP and Socket.IO without the SDK. */
export type BareStep = Extract<
  Step,
  { do: 'bare offer' | 'patch' | 'head' | 'delete' | 'ticket' | 'bare command' | 'look' }
>

/** Does a step; nothing where there is nothing to do it to. */
export async function actBare(stage: Stage, step: BareStep, index: number): Promise<void> {
  stage.ledger.operations += 1
  const person = stage.people[step.who]
  switch (step.do) {
    case 'bare offer':
      return offerBare(stage, step, index)
    case 'patch':
      return patch(stage, step)
    case 'head': {
      const file = oneOf(filesToSend(stage, step.who), step.pick)
      if (file !== undefined) await stands(stage, person, file.id, step.capitals)
      return
    }
    case 'delete': {
      const file = oneOf(filesToSend(stage, step.who), step.pick)
      if (file === undefined) return
      const id = step.capitals ? file.id.toUpperCase() : file.id
      const answer = await say(person, 'DELETE', `/files/${id}/upload`, { headers: tus() })
      if (answer?.status === 204) stage.ledger.answer({ what: 'file withdrawn', id: file.id })
      return
    }
    case 'ticket':
      return fetchRange(stage, step)
    case 'bare command':
      return command(stage, step, index)
    case 'look': {
      const transfer = oneOf((await snapshotOf(stage, person))?.transfers.toReversed() ?? [], step.pick)
      if (transfer === undefined) return
      const answer = await say(person, 'GET', `/transfers/${transfer.id}`)
      if (!step.capitals || answer?.status !== 200) return
      const capitals = await say(person, 'GET', `/transfers/${transfer.id.toUpperCase()}`)
      const again = await say(person, 'GET', `/transfers/${transfer.id}`)
      if (capitals?.status === 404 && again?.status === 200)
        stage.ledger.fault('an id in capitals is the same id', `GET of transfer ${transfer.id} answers 404`)
      return
    }
  }
}

/** Asks over the person's line with the person's token. */
export async function say(
  person: Person,
  method: string,
  path: string,
  wish: Parameters<typeof ask>[2] = {},
): Promise<Answer | undefined> {
  const bearer = await person.token()
  return ask(`${person.line.url}/v1${path}`, method, { bearer, ...wish })
}

export async function snapshotOf({ appointment }: Stage, person: Person): Promise<Snapshot | undefined> {
  const reply = await person.witness.command('snapshot', { appointment })
  return reply?.ok ? reply.value : undefined
}

/** Files that a person has offered, the newest first: those of bare offers, then those of pages. */
export function filesToSend(stage: Stage, who: Who): { readonly id: string; readonly name: string }[] {
  const bare = stage.offers.filter(({ by }) => by === who).flatMap(({ offer }) => offer.files)
  const page = stage.people[who].seats.find((seat) => !seat.closed)?.appointment
  const sent = page?.transfers.toReversed().flatMap(({ mine, files }) => (mine ? files : [])) ?? []
  return [...bare, ...sent.filter(({ id }) => bare.every((file) => !isSame(file.id, id)))]
}

type Outcome = { readonly value: { readonly id: string } } | { readonly error: WireError } | undefined

async function offerBare(
  stage: Stage,
  step: Extract<Step, { do: 'bare offer' }>,
  index: number,
): Promise<void> {
  const { ledger, people, registered } = stage
  const person = people[step.who]
  const request =
    step.who === 'practitioner'
      ? undefined
      : (await snapshotOf(stage, person))?.requests.find(({ state }) => isOpen(state))
  const to = step.who === 'practitioner' ? (registered[0] ?? people.patient.id) : people.practitioner.id
  const files = step.files.map((drawn, at): FileOffer => {
    const { name } = stage.content(index, at, drawn)
    if (isAddressed) ledger.mean({ step: index, to, mark: name })
    return { id: randomUUID(), name, size: drawn.size }
  })
  const offer = offerOf(files, to, request?.id)
  stage.offers.unshift({ by: step.who, offer })
  const give = async (given: TransferOffer): Promise<Outcome> => {
    if (step.by === 'http') {
      const answer = await say(person, 'POST', `/appointments/${stage.appointment}/transfers`, {
        json: given,
      })
      const value = jsonOf<Transfer>(answer)
      return value ? { value } : answer?.error && { error: answer.error }
    }
    const reply = await person.witness.command('transfer:offer', {
      appointment: stage.appointment,
      ...given,
    } as Takes<'transfer:offer'>)
    return reply?.ok ? { value: reply.value } : reply && { error: reply.error }
  }
  const first = await give(offer)
  if (first !== undefined && 'value' in first) ledger.answer({ what: 'transfer there', id: offer.id })
  switch (step.again) {
    case 'no':
      return
    case 'same':
      return checkAgain(stage, 'an offer', offer.id, first, await give(offer))
    case 'capitals':
      return checkAgain(stage, 'an offer in capitals', offer.id, first, await give(inCapitals(offer)))
    case 'other': {
      const other = offer.files.map((file) => ({ ...file, size: file.size + 1 }))
      return checkOther(stage, 'an offer', offer.id, first, await give({ ...offer, files: other }))
    }
  }
}

/** Codes that say nothing of the command itself. */
const passing = [
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'UNAUTHENTICATED',
  'INTERNAL',
]

function checkAgain(stage: Stage, what: string, id: string, first: Outcome, second: Outcome): void {
  if (first === undefined || second === undefined || !('value' in first)) return
  if ('value' in second) {
    if (!isSame(second.value.id, first.value.id))
      stage.ledger.fault('a command that is said again is answered with its first result', `${what} ${id}`)
    return
  }
  // Who was taken out meanwhile has nothing here any more.
  if (passing.includes(second.error.code) || stage.everRemoved.size > 0) return
  stage.ledger.fault(
    'a command that is said again is answered with its first result',
    `${what} ${id} answers ${second.error.code}`,
  )
}

function checkOther(stage: Stage, what: string, id: string, first: Outcome, second: Outcome): void {
  if (first === undefined || second === undefined || !('value' in first) || 'error' in second) return
  stage.ledger.fault('the same id with other content is a conflict', `${what} ${id} was taken twice`)
}

/** Where an upload stands, and that no byte that was acknowledged is gone. */
async function stands(
  stage: Stage,
  person: Person,
  id: string,
  capitals?: true,
): Promise<number | undefined> {
  const known = stage.acknowledged.get(id) ?? 0
  const asked = await say(person, 'HEAD', `/files/${capitals ? id.toUpperCase() : id}/upload`, {
    headers: tus(),
  })
  if (capitals && asked?.status === 404) {
    const plain = await say(person, 'HEAD', `/files/${id}/upload`, { headers: tus() })
    if (plain?.status === 200)
      stage.ledger.fault('an id in capitals is the same id', `HEAD of file ${id} answers 404`)
  }
  const offset = offsetIn(asked)
  if (offset === undefined) return undefined
  if (offset < known && !stage.formed.has(id))
    stage.ledger.fault('no acknowledged byte is lost', `file ${id} stood at ${known} and stands at ${offset}`)
  acknowledge(stage, id, offset)
  return offset
}

function offsetIn(answer: Answer | undefined): number | undefined {
  const said = answer?.headers['upload-offset']
  return answer !== undefined && answer.status < 300 && said !== undefined ? Number(said) : undefined
}

function acknowledge({ acknowledged }: Stage, id: string, offset: number): void {
  acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, offset))
}

async function patch(stage: Stage, step: Extract<Step, { do: 'patch' }>): Promise<void> {
  const file = oneOf(filesToSend(stage, step.who), step.pick)
  if (file === undefined || stage.ledger.contentsOf(file.name).length !== 1) return
  const person = stage.people[step.who]
  const told = await stands(stage, person, file.id)
  const content = stage.ledger.contentsOf(file.name)[0]
  if (told === undefined || content === undefined || told >= content.bytes.length) return
  const offset = step.from === 'told' ? told : told + 7
  const left = content.bytes.subarray(offset)
  const carried =
    step.carries === 'too much'
      ? Buffer.concat([left, Buffer.alloc(100, 'x')])
      : left.subarray(0, step.carries === 'rest' ? left.length : Math.ceil(left.length / 2))
  const answer = await say(
    person,
    'PATCH',
    `/files/${step.capitals ? file.id.toUpperCase() : file.id}/upload`,
    {
      headers: tus(offset),
      pieces: inPieces(carried, step.pieces),
    },
  )
  const reached = offsetIn(answer)
  if (reached === undefined) return
  acknowledge(stage, file.id, reached)
  if (reached === content.bytes.length) stage.ledger.answer({ what: 'file arrived', id: file.id })
}

/** Sends the rest of a file from where the server says that it stands. */
export async function goOn(
  stage: Stage,
  person: Person,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const told = await stands(stage, person, id)
  const [content, other] = stage.ledger.contentsOf(name)
  if (told === undefined || content === undefined || other !== undefined || told >= content.bytes.length)
    return
  const answer = await say(person, 'PATCH', `/files/${id}/upload`, {
    headers: tus(told),
    pieces: [content.bytes.subarray(told)],
  })
  const reached = offsetIn(answer)
  if (reached === content.bytes.length) stage.ledger.answer({ what: 'file arrived', id })
}

function inPieces(bytes: Buffer, pieces: number): Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.length / pieces))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
}

async function fetchRange(stage: Stage, step: Extract<Step, { do: 'ticket' }>): Promise<void> {
  const person = stage.people[step.who]
  const transfers = (await snapshotOf(stage, person))?.transfers.toReversed() ?? []
  const file = oneOf(
    transfers.flatMap(({ files }) => files).filter(({ state }) => isHere(state)),
    step.pick,
  )
  if (file === undefined) return
  const ticket = jsonOf<Ticket>(
    await say(person, 'POST', `/files/${file.id}/ticket`, { json: { use: 'download' } }),
  )
  if (ticket === undefined) return
  const [one, other] = step.range.map((share) => Math.floor((share / 1000) * file.size)) as [number, number]
  const [start, end] = [Math.min(one, other), Math.max(one, other)]
  const answer = await ask(ticket.url, 'GET', { headers: { range: `bytes=${start}-${end}` } })
  if (answer?.status !== 206 || stage.ledger.spoiled.has(file.name)) return
  const holds = ({ bytes }: Content): boolean => bytes.subarray(start, end + 1).equals(answer.body)
  if (!stage.ledger.contentsOf(file.name).some(holds))
    stage.ledger.fault(
      'what is received is whole what was given for that file',
      `bytes ${start} to ${end} of file ${file.id} are others`,
    )
}

async function command(
  stage: Stage,
  step: Extract<Step, { do: 'bare command' }>,
  index: number,
): Promise<void> {
  const { ledger, people } = stage
  const person = people[step.who]
  const snapshot = await snapshotOf(stage, person)
  if (snapshot === undefined) return
  const wish = wishOf(stage, step.name, step.pick, index, person, snapshot)
  if (wish === undefined) return
  const give = async (payload: object): Promise<Outcome> => {
    const reply = await person.witness.say(wish.name, payload)
    return reply?.ok ? { value: { id: idIn(reply.value) } } : reply && { error: reply.error }
  }
  const first = await give(wish.payload)
  if (first !== undefined && 'value' in first) {
    if (wish.done !== undefined) ledger.answer({ what: wish.done, id: wish.id })
    if (step.name === 'ask' && isAddressed)
      ledger.mean({ step: index, to: wish.to ?? '', mark: first.value.id })
  }
  if (wish.done === undefined && step.name !== 'ask') return
  switch (step.again) {
    case 'no':
      return
    case 'same':
      return checkAgain(stage, wish.name, wish.id, first, await give(wish.payload))
    case 'capitals':
      return checkAgain(
        stage,
        `${wish.name} in capitals`,
        wish.id,
        first,
        await give(inCapitals(wish.payload)),
      )
    case 'other':
      if (step.name !== 'ask') return
      return checkOther(
        stage,
        'a request',
        wish.id,
        first,
        await give({ ...wish.payload, note: 'Ein anderer Text' }),
      )
  }
}

const idIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : ''

interface Wish {
  readonly name: string
  readonly id: string
  readonly payload: object
  readonly to?: string
  /** What has been done for good when it is answered. */
  readonly done?: 'request declined' | 'request withdrawn' | 'transfer withdrawn' | 'file withdrawn'
}

function wishOf(
  { appointment, people, registered, world }: Stage,
  name: BareCommand,
  pick: number,
  index: number,
  { id: me }: Person,
  { transfers, requests }: Snapshot,
): Wish | undefined {
  const sent = transfers.toReversed().filter(({ from }) => from === me)
  const got = transfers.toReversed().filter(({ to }) => to === me)
  const about = (
    wire: string,
    found: { readonly id: string } | undefined,
    done?: Wish['done'],
  ): Wish | undefined =>
    found && { name: wire, id: found.id, payload: { id: found.id }, ...(done && { done }) }
  const filesOf = (some: readonly Transfer[]) => some.flatMap(({ files }) => files)
  const open = requests.find(({ state }: Request) => isOpen(state))
  switch (name) {
    case 'ask': {
      const note = `Bitte um Aufnahmen ${index}`
      world.keep(note)
      const to = registered[0] ?? people.patient.id
      const payload = askingOf(appointment, to, note)
      return { name: 'request:ask', id: payload.id, payload, to }
    }
    case 'decline':
      return about('request:decline', open, 'request declined')
    case 'withdraw request':
      return about('request:withdraw', open, 'request withdrawn')
    case 'withdraw transfer':
      return about('transfer:withdraw', oneOf(sent, pick), 'transfer withdrawn')
    case 'withdraw file':
      return about('file:withdraw', oneOf(filesOf(sent), pick), 'file withdrawn')
    case 'pause':
      return about('file:pause', oneOf(filesOf(sent), pick))
    case 'resume':
      return about('file:resume', oneOf(filesOf(sent), pick))
    case 'prompted':
      return about('file:prompted', oneOf(filesOf(got), pick))
    case 'dismiss':
      return about('file:dismiss', oneOf(filesOf(got), pick))
    case 'snapshot':
      return { name: 'snapshot', id: appointment, payload: { appointment } }
  }
}
