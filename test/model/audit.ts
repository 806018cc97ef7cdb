import type { AuditEntry, AuditKind, FileState, RequestState, Snapshot } from '@chairside/protocol'
import { isOpen } from '../world/moves.ts'
import type { Stage } from './stage.ts'

/** What may stand before a line about a file, by DESIGN.md, section 1; the first line is the offer. */
const before: Partial<Readonly<Record<AuditKind, readonly FileState[]>>> = {
  'file-received': ['offered'],
  'file-ready': ['checking'],
  'file-rejected': ['offered', 'checking'],
  'file-prompted': ['ready', 'downloaded'],
  // The line stands at the end of an answer: by then the file may be gone.
  'file-sent': ['ready', 'downloaded', 'withdrawn', 'expired'],
  'file-viewed': ['ready', 'downloaded'],
  'file-downloaded': ['ready', 'downloaded'],
  'file-withdrawn': ['offered', 'checking', 'ready'],
  'file-expired': ['offered', 'checking', 'ready', 'downloaded'],
}

/** What a file is after a line; a receipt changes nothing, but for one that is looked at apart. */
const fileStates: Partial<Readonly<Record<AuditKind, FileState>>> = {
  'file-received': 'checking',
  'file-ready': 'ready',
  'file-rejected': 'rejected',
  'file-withdrawn': 'withdrawn',
  'file-expired': 'expired',
}

const requestStates: Partial<Readonly<Record<AuditKind, RequestState>>> = {
  'request-asked': 'asked',
  'request-reopened': 'asked',
  'request-declined': 'declined',
  'request-answered': 'answered',
  'request-withdrawn': 'withdrawn',
  'request-expired': 'expired',
}

/** The audit tells a story that the tables allow, and ends where everybody sees it end. */
export function checkAudit(stage: Stage, snapshot: Snapshot | undefined): void {
  const { ledger, audit } = stage
  const fault = (facts: string): void => ledger.fault('the audit tells what the tables allow', facts)
  const files = new Map<string, FileState>()
  const requests = new Map<string, RequestState>()
  for (const line of audit) {
    // A stranger is refused, and the audit says so.
    if (line.by !== undefined && line.kind !== 'refused' && !isOfCast(stage, line.by))
      ledger.fault('what is not yours does not exist for you', `${line.kind} by ${line.by}`)
    if (line.kind.startsWith('file-')) followFile(line, files, snapshot, fault)
    if (line.kind.startsWith('request-')) followRequest(line, requests, fault)
    const open = [...requests].filter(([, state]) => isOpen(state))
    if (open.length > 1)
      ledger.fault(
        'an appointment has at most one open request',
        `the audit has ${open.map(([id]) => id).join(' and ')}`,
      )
  }
  for (const { id, state } of snapshot?.transfers.flatMap((transfer) => transfer.files) ?? []) {
    const told = files.get(id)
    // That bytes come is no line.
    const same = told === state || (told === 'offered' && state === 'receiving')
    if (!same) fault(`file ${id} is ${state}, and ${told ?? 'nothing'} in the audit`)
  }
  for (const { id, state } of snapshot?.requests ?? []) {
    const told = requests.get(id)
    const same = told === state || (told === 'asked' && state === 'answering')
    if (!same) fault(`request ${id} is ${state}, and ${told ?? 'nothing'} in the audit`)
  }
}

function followFile(
  line: AuditEntry,
  files: Map<string, FileState>,
  snapshot: Snapshot | undefined,
  fault: (facts: string) => void,
): void {
  const { kind, file: id = '' } = line
  const state = files.get(id)
  if (kind === 'file-offered') {
    if (state !== undefined) fault(`file ${id} is offered twice`)
    files.set(id, 'offered')
    return
  }
  if (state === undefined || !before[kind]?.includes(state))
    fault(`file ${id}: ${kind} while it is ${state ?? 'not there'}`)
  if (kind === 'file-downloaded') {
    // Its sender may fetch it too, which says nothing of its arrival.
    const transfer = snapshot?.transfers.find((one) => one.files.some((file) => file.id === id))
    if (line.by === transfer?.to && state === 'ready') files.set(id, 'downloaded')
    return
  }
  const to = fileStates[kind]
  if (to !== undefined) files.set(id, to)
}

function followRequest(
  { kind, request: id = '' }: AuditEntry,
  requests: Map<string, RequestState>,
  fault: (facts: string) => void,
): void {
  const state = requests.get(id)
  const to = requestStates[kind]
  if (to === undefined) return
  const mayCome = kind === 'request-asked' ? state === undefined : state === 'asked'
  if (!mayCome) fault(`request ${id}: ${kind} while it is ${state ?? 'not there'}`)
  requests.set(id, to)
}

function isOfCast({ people }: Stage, id: string): boolean {
  return Object.values(people).some((person) => person.id === id)
}

/** An appointment that somebody is in does not end by itself. */
export function checkEnd(stage: Stage): void {
  const { audit, ledger, offsets, people } = stage
  const end = audit.find(({ kind }) => kind === 'appointment-ended')
  if (end === undefined || ledger.endedByBackend) return
  const ended = realTimeOf(stage, end.at)
  const moved = offsets.findLast(({ from }) => from <= ended)?.from ?? 0
  const recent = Math.max(moved, ended - 15_000)
  // A page on a line that stands still takes a server that is gone for present, and does not hear that it is put out.
  const cuts = (person: string): number[] => [
    ...stage.stops,
    ...audit
      .filter(({ kind, participant }) => kind === 'participant-removed' && participant === person)
      .map(({ at }) => realTimeOf(stage, at)),
  ]
  const there = Object.values(people).flatMap(({ id, seats }) =>
    seats
      .filter(({ isDesk }) => !isDesk)
      .flatMap(({ ups }) => ups)
      .filter(({ from, until }) => {
        const last = cuts(id)
          .filter((time) => from < time && time <= ended)
          .reduce((least, time) => Math.min(least, time), until)
        return from < ended && last > recent
      }),
  )
  if (there.length > 0)
    ledger.fault(
      'an appointment that somebody is in does not end by itself',
      `${there.length} connections were up less than 15 s before`,
    )
}

/** An instant of the audit in real time: the clock was put forward, and how far it was then is known. */
function realTimeOf({ offsets }: Stage, instant: string): number {
  const at = Date.parse(instant)
  return (
    offsets
      .map(({ from, offset }) => ({ from, real: at - offset }))
      .findLast(({ from, real }) => real >= from)?.real ?? at
  )
}
