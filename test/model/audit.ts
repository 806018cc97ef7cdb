import type { AuditEntry, AuditKind, FileState, RequestState, Snapshot } from '@chairside/protocol'
import { isOpen } from '../world/moves.ts'
import type { Stage } from './stage.ts'

/** The states in which a file may be before a line of the audit, by the table of docs/design.md. */
const before: Partial<Readonly<Record<AuditKind, readonly FileState[]>>> = {
  'file-received': ['offered'],
  'file-ready': ['checking'],
  'file-rejected': ['offered', 'checking'],
  'file-prompted': ['ready', 'downloaded'],
  // This line is written at the end of an answer. The file may have ended by then.
  'file-sent': ['ready', 'downloaded', 'withdrawn', 'expired'],
  'file-viewed': ['ready', 'downloaded'],
  'file-downloaded': ['ready', 'downloaded'],
  'file-withdrawn': ['offered', 'checking', 'ready'],
  'file-expired': ['offered', 'checking', 'ready', 'downloaded'],
}

/** The state of a file after a line. Lines about receipts change nothing; `followFile` handles `file-downloaded`. */
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

/**
 * Checks that each line of the audit is a move that the tables allow, and that the last states are those of the
 * snapshot.
 */
export function checkAudit(stage: Stage, snapshot: Snapshot | undefined): void {
  const { ledger, audit } = stage
  const fault = (facts: string): void => ledger.fault('the audit tells what the tables allow', facts)
  const files = new Map<string, FileState>()
  const requests = new Map<string, RequestState>()
  for (const line of audit) {
    // Only a refusal may name a stranger.
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
    // The audit has no line for `receiving`.
    const same = told === state || (told === 'offered' && state === 'receiving')
    if (!same) fault(`file ${id} is ${state}, and ${told ?? 'nothing'} in the audit`)
  }
  for (const { id, state } of snapshot?.requests ?? []) {
    const told = requests.get(id)
    const same = told === state || ((told === 'asked' || told === 'declined') && state === 'answering')
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
    // The sender may download the file too. Only a download by the receiver changes its state.
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
  // That files answer it is no line; a declined one may be answered after all.
  const mayCome =
    kind === 'request-asked'
      ? state === undefined
      : state === 'asked' || (state === 'declined' && to !== 'declined')
  if (!mayCome) fault(`request ${id}: ${kind} while it is ${state ?? 'not there'}`)
  requests.set(id, to)
}

function isOfCast({ people }: Stage, id: string): boolean {
  return Object.values(people).some((person) => person.id === id)
}

/** Checks that an appointment does not end by itself while a participant is connected. */
export function checkEnd(stage: Stage): void {
  const { audit, ledger, offsets, people } = stage
  const end = audit.find(({ kind }) => kind === 'appointment-ended')
  if (end === undefined || ledger.endedByBackend) return
  const ended = realTimeOf(stage, end.at)
  const moved = offsets.findLast(({ from }) => from <= ended)?.from ?? 0
  const recent = Math.max(moved, ended - 15_000)
  // On a stalled line a page counts itself as up although the server stopped, or although its person was removed. It
  // was there only until then.
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

/** Converts an instant of the audit to real time, by the offsets of the server's clock. */
function realTimeOf({ offsets }: Stage, instant: string): number {
  const at = Date.parse(instant)
  return (
    offsets
      .map(({ from, offset }) => ({ from, real: at - offset }))
      .findLast(({ from, real }) => real >= from)?.real ?? at
  )
}
