import {
  type AuditEntry,
  errorKinds,
  type FileState,
  type Request,
  type Snapshot,
  type Transfer,
  type TransferFile,
} from '@chairside/protocol'
import { isOnTheWay, isOpen } from './moves.ts'
import { type Act, type Done, isVerdict, type Scene } from './pairs.ts'
import { anna as patient, peter } from './people.ts'

/** All that can be read of an appointment once nothing changes any more. */
export interface Evidence {
  readonly eva: Snapshot
  /** `NOT_FOUND` once Anna is no longer registered. */
  readonly anna: Snapshot | 'NOT_FOUND'
  /** Each transfer alone, as GET answers it. */
  readonly transfers: readonly Transfer[]
  readonly lines: readonly AuditEntry[]
  readonly registered: {
    readonly state: 'open' | 'ended'
    readonly patients: readonly { readonly id: string }[]
  }
}

type Rule = (evidence: Evidence, scene: Scene) => readonly (string | false)[]
type Promised = (evidence: Evidence, scene: Scene, done: Done) => readonly (string | false)[]

/** What can be seen of an exchange, without the progress of bytes. */
interface Seen {
  readonly transfers: readonly (Pick<Transfer, 'id' | 'state'> & {
    readonly request?: string | undefined
    readonly files: readonly Pick<TransferFile, 'id' | 'state'>[]
  })[]
  readonly requests: readonly Request[]
}

export const seen = ({ transfers, requests }: Seen): string =>
  JSON.stringify([
    transfers.map(({ id, state, request, files }) => [
      id,
      state,
      request,
      files.map((file) => [file.id, file.state]),
    ]),
    requests,
  ])

/** Both parties are shown the same, and the states of files, transfers and requests fit together. */
const fitting: Rule = ({ eva, anna, transfers }) => {
  const { requests } = eva
  const transferOf = (id: string) => eva.transfers.find((transfer) => transfer.id === id)
  return [
    anna !== 'NOT_FOUND' && seen(anna) !== seen(eva) && 'the two see different things',
    seen({ transfers, requests }) !== seen(eva) && 'a transfer alone is not what the snapshot shows',
    requests.filter(({ state }) => isOpen(state)).length > 1 && 'two requests are open',
    ...eva.transfers.map(
      ({ state, files }) =>
        (state === 'open') !== files.some((file) => isOnTheWay(file.state)) &&
        `a transfer is ${state} with ${files.map((file) => file.state)}`,
    ),
    ...requests.map((request) => {
      const open = eva.transfers.filter(({ state }) => state === 'open')
      const answers = open.filter((transfer) => transfer.request === request.id).map(({ id }) => id)
      if (request.state === 'answering')
        return answers.join() !== request.transfer && 'a request is answered by what is not open'
      const mayCome = request.state === 'expired'
      return answers.length > 0 && !mayCome && `a request is ${request.state} while files come for it`
    }),
    ...requests.map(
      (request) =>
        request.state === 'answered' &&
        transferOf(request.transfer)?.request !== request.id &&
        'a request was answered by what is no answer to it',
    ),
  ]
}

/** For each audit entry about a file: its possible states before the entry, and its state after it. */
const fileLines: Partial<
  Record<AuditEntry['kind'], { readonly from: readonly (FileState | 'new')[]; readonly to: FileState }>
> = {
  'file-offered': { from: ['new'], to: 'offered' },
  'file-received': { from: ['offered'], to: 'checking' },
  'file-ready': { from: ['checking'], to: 'ready' },
  'file-rejected': { from: ['offered', 'checking'], to: 'rejected' },
  'file-downloaded': { from: ['ready', 'downloaded'], to: 'downloaded' },
  'file-withdrawn': { from: ['offered', 'checking', 'ready'], to: 'withdrawn' },
  'file-expired': { from: ['offered', 'checking', 'ready', 'downloaded'], to: 'expired' },
}

/** The same for requests. No entry says `answering`: the first offered file of an answer implies it. */
const requestLines: Partial<
  Record<
    AuditEntry['kind'],
    { readonly from: readonly (Request['state'] | 'new')[]; readonly to: Request['state'] }
  >
> = {
  'request-asked': { from: ['new'], to: 'asked' },
  'request-declined': { from: ['asked'], to: 'declined' },
  'request-answered': { from: ['answering'], to: 'answered' },
  'request-reopened': { from: ['answering'], to: 'asked' },
  'request-withdrawn': { from: ['asked', 'answering'], to: 'withdrawn' },
  'request-expired': { from: ['asked', 'answering'], to: 'expired' },
}

/** Every audit entry is a move that the tables above allow. The last states are those of the snapshots. */
const recorded: Rule = ({ eva, lines }) => {
  const wrong: string[] = []
  const files = new Map<string, FileState>()
  const requests = new Map<string, Request['state']>()
  const transferOf = (id = '') => eva.transfers.find((transfer) => transfer.id === id)
  const statesOf = (transfer = '') =>
    transferOf(transfer)?.files.flatMap(({ id }) => files.get(id) ?? []) ?? []
  let ended = false
  for (const { kind, file = '', request = '', transfer } of lines) {
    const [ofFile, ofRequest] = [fileLines[kind], requestLines[kind]]
    if (ended && (kind === 'file-offered' || kind === 'request-asked')) wrong.push(`${kind} after the end`)
    if (kind === 'appointment-ended') ended = true
    if (ofFile !== undefined) {
      const from = files.get(file) ?? 'new'
      if (!ofFile.from.includes(from)) wrong.push(`${kind} of a file that was ${from}`)
      files.set(file, ofFile.to)
    }
    if (kind === 'file-offered') {
      const answers = transferOf(transfer)?.request
      if (answers !== undefined) {
        const from = requests.get(answers)
        if (from !== 'asked' && from !== 'declined') wrong.push(`an answer to a request that was ${from}`)
        requests.set(answers, 'answering')
      }
    }
    if (ofRequest !== undefined) {
      const from = requests.get(request) ?? 'new'
      if (!ofRequest.from.includes(from)) wrong.push(`${kind} of a request that was ${from}`)
      requests.set(request, ofRequest.to)
    }
    if (kind === 'request-answered' || kind === 'request-reopened') {
      const states = statesOf(transfer)
      const arrived = states.some((state) => state === 'ready' || state === 'downloaded')
      if (states.some(isOnTheWay) || arrived !== (kind === 'request-answered'))
        wrong.push(`${kind} with ${states}`)
    }
    const open = [...requests.values()].filter(isOpen)
    if (open.length > 1) wrong.push('two requests are open along the record')
  }
  for (const { files: shown } of eva.transfers)
    for (const { id, state } of shown) {
      const told = files.get(id)
      if (told !== (state === 'receiving' ? 'offered' : state))
        wrong.push(`a file is ${state}, its record ${told}`)
    }
  for (const { id, state } of eva.requests)
    if (requests.get(id) !== state) wrong.push(`a request is ${state}, its record ${requests.get(id)}`)
  return wrong
}

/** What must hold at the end for each act that was answered with ok. */
const promises: Readonly<Record<Act, Promised>> = {
  ask: ({ eva }, _, { request }) => [
    !eva.requests.some(({ id }) => id === request) && 'nobody sees what was asked',
  ],
  answer: ({ eva }, { first, transfer }) => [
    first === 'answer' && !eva.transfers.some(({ id }) => id === transfer) && 'nobody sees the answer',
  ],
  decline: (evidence, { done }, { request }) => [
    !done.some(({ act, outcome }) => act === 'answer' && outcome !== 'CONFLICT') &&
      requestIn(evidence, request) !== 'declined' &&
      'a declined request is not, and nobody answered it after all',
  ],
  note: ({ eva }, _, { request }) => [
    !eva.requests.some(({ id, note }) => id === request && note) && 'a note that was added is not there',
  ],
  'withdraw the request': (evidence, _, { request }) => [
    requestIn(evidence, request) !== 'withdrawn' && 'a withdrawn request is not',
    evidence.eva.transfers.some((one) => one.request === request && one.state === 'open') &&
      'files come for a withdrawn request',
  ],
  'withdraw the file': (evidence, scene) => [
    fileIn(evidence, scene)?.state !== 'withdrawn' && 'a withdrawn file is not',
  ],
  'withdraw the transfer': (evidence, scene) => {
    const state = fileIn(evidence, scene)?.state
    return [
      state !== 'withdrawn' &&
        state !== 'rejected' &&
        state !== 'downloaded' &&
        `a file of a withdrawn transfer is ${state}`,
    ]
  },
  'last byte': (evidence, scene) => [isComing(evidence, scene) && 'a last byte was lost'],
  form: (evidence, scene) => [isComing(evidence, scene) && 'a form was lost'],
  part: (evidence, scene) => {
    const file = fileIn(evidence, scene)
    const isForm = scene.first === 'form' || scene.second === 'form'
    const bytes = file?.state === 'receiving' ? file.bytes : scene.offset
    return [
      file?.state === 'offered' && 'a part was lost',
      !isForm && bytes < scene.offset && 'bytes were lost',
    ]
  },
  clean: () => [],
  infected: () => [],
  end: ({ registered, eva }) => [
    registered.state !== 'ended' && 'an ended appointment is open',
    eva.appointment.endedAt === undefined && 'nobody is told of the end',
    eva.requests.some(({ state }) => isOpen(state)) && 'a request is open after the end',
  ],
  remove: ({ registered, anna, eva }) => [
    registered.patients.map(({ id }) => id).join() !== peter.id && 'who was taken out is still there',
    anna !== 'NOT_FOUND' && 'who was taken out still sees it',
    eva.transfers.some(({ state }) => state === 'open') && 'something comes from or for who was taken out',
    eva.requests.some((one) => isOpen(one.state) && one.to === patient.id) &&
      'a request is open to who was taken out',
  ],
}

function fileIn({ eva }: Evidence, { file }: Pick<Scene, 'file'>) {
  return eva.transfers.flatMap(({ files }) => files).find(({ id }) => id === file)
}

function requestIn({ eva }: Evidence, request: string) {
  return eva.requests.find(({ id }) => id === request)?.state
}

function isComing(evidence: Evidence, scene: Scene): boolean {
  const state = fileIn(evidence, scene)?.state
  return state === undefined || state === 'offered' || state === 'receiving'
}

const kept: Rule = (evidence, scene) =>
  scene.done.flatMap((done) => (done.outcome === 'ok' ? promises[done.act](evidence, scene, done) : []))

/** What the snapshot shows and what the audit holds, as one text. */
export const allOf = (snapshot: Snapshot, lines: readonly AuditEntry[]): string =>
  JSON.stringify([seen(snapshot), lines.map(({ kind }) => kind)])

/** A second act that was refused has changed nothing. */
const unchanged: Rule = ({ eva, lines }, { before, second, done }) => {
  const outcome = done[1]?.outcome
  const isRefused = outcome !== 'ok' && outcome !== 'lost' && !isVerdict(second)
  return [
    before !== undefined &&
      isRefused &&
      allOf(eva, lines) !== before &&
      'a refused act has changed something',
  ]
}

/** A refusal has a code of `errorKinds`, and not INTERNAL. */
const named: Rule = (_, { done }) =>
  done.map(
    ({ outcome }) =>
      outcome !== 'ok' &&
      outcome !== 'lost' &&
      (outcome === 'INTERNAL' || !Object.hasOwn(errorKinds, outcome)) &&
      `it was refused with ${outcome}`,
  )

/** All faults in the outcome of a pair of acts. */
export function judgePair(scene: Scene, evidence: Evidence): string[] {
  const wrong = [named, unchanged, fitting, recorded, kept]
    .flatMap((rule) => rule(evidence, scene))
    .filter((one) => one !== false)
  return [...new Set([...wrong, ...scene.eva.wrong, ...scene.anna.wrong])]
}
