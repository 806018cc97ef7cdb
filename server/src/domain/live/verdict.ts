import { cleanName, type FileFlag, type FileType, type Problem, uniqueName } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeFile, findFile, listFiles } from '../../records/file.ts'
import { changeObject, findObject } from '../../records/object.ts'
import type { FileRow, TransferRow } from '../../records/tables.ts'
import { holdTransfer } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { canMove, isLive, moveFile } from './file.ts'
import { settleTransfer } from './settle.ts'

/** What the gate found out about a content. */
export interface Findings {
  readonly type: FileType
  readonly flags: readonly FileFlag[]
  /** In hex. */
  readonly sha256: string
  readonly crc32: number
}

/** A file and the object with its bytes. Another object of the same file is judged by itself. */
export interface Whole {
  readonly file: string
  readonly object: string
}

/**
 * The check's changes to a file's record. Each does nothing once the file has another state or object.
 */
export interface Checking {
  /** The gate accepts a complete file, which is then ready or to be scanned. */
  pass(whole: Whole, findings: Findings, next: 'ready' | 'scan'): Promise<void>
  /** The check cannot be made now; tells both sides. */
  wait(whole: Whole): Promise<void>
  /** Makes the file ready, under a name with its content's ending. */
  accept(whole: Whole): Promise<void>
  /** Drops the bytes of a file that is still `receiving`; it starts again at byte 0. */
  drop(part: Whole): Promise<void>
  /** Rejects the file, before or after all its bytes have arrived, and drops its object. */
  reject(judged: Whole, problem: Problem, received: 'in part' | 'whole'): Promise<void>
}

export function createChecking(
  { commit }: Ground,
  {
    removed,
  }: {
    /** Is called when an object may have lost its file. */
    removed: () => void
  },
): Checking {
  return {
    pass: (whole, { flags, ...findings }, next) =>
      commit(async (tx, change) => {
        const begun = await beginCheck(tx, change, whole)
        if (begun === undefined) return
        await changeObject(tx, whole.object, { ...findings, flags: JSON.stringify(flags) })
        if (next === 'ready') await makeReady(tx, change, begun, findings)
      }),

    wait: (whole) =>
      commit(async (tx, change) => {
        const { file } = (await beginCheck(tx, change, whole)) ?? {}
        if (file === undefined || file.waiting === 1) return
        await changeFile(tx, file.id, { waiting: 1 })
        change.tell('transfer', file.appointment, file.transfer)
      }),

    accept: (whole) =>
      commit(async (tx, change) => {
        const found = await findWhole(tx, whole)
        if (found?.file.state !== 'checking') return
        const object = await findObject(tx, whole.object)
        const { type = null, sha256 = null } = object ?? {}
        if (type === null || sha256 === null) throw new Error('an accepted file has no findings')
        await makeReady(tx, change, found, { type, sha256 })
      }),

    drop: (part) =>
      commit(async (tx, change) => {
        const found = await findWhole(tx, part)
        if (found?.file.state !== 'receiving') return
        const { file } = found
        await changeFile(tx, file.id, { object: null, bytes: 0, whole: 0 })
        change.tell('transfer', file.appointment, file.transfer)
        change.after(removed)
      }),

    reject: (judged, problem, received) =>
      commit(async (tx, change) => {
        const found = await (received === 'whole' ? beginCheck(tx, change, judged) : findWhole(tx, judged))
        if (found === undefined || !canMove(found.file.state, 'rejected')) return
        const { file, transfer } = found
        const { code, ...details } = problem
        await moveFile(tx, file, 'rejected', {
          code,
          details: JSON.stringify(details),
          ended_at: change.now,
          object: null,
        })
        change.fact(file.appointment, {
          kind: 'file-rejected',
          transfer: transfer.id,
          file: file.id,
          code,
        })
        await settleTransfer(tx, change, transfer)
        change.after(removed)
      }),
  }
}

/** A file with the transfer that it belongs to. */
interface Sent {
  readonly file: FileRow
  readonly transfer: TransferRow
}

/** The file, unless it has another object by now. Locks the transfer, so that sibling files wait. */
async function findWhole(tx: Db, { file: id, object }: Whole): Promise<Sent | undefined> {
  const file = await findFile(tx, id)
  if (file?.object !== object) return undefined
  const transfer = await holdTransfer(tx, file.transfer)
  if (transfer === undefined) throw new Error('a file has no transfer')
  return { file, transfer }
}

/** Moves a complete file to `checking`; undefined when it is not to be checked. */
async function beginCheck(tx: Db, change: Change, whole: Whole): Promise<Sent | undefined> {
  const found = await findWhole(tx, whole)
  if (found === undefined || found.file.state === 'checking') return found
  const { file, transfer } = found
  if (file.state !== 'receiving') return undefined
  const checking = await moveFile(tx, file, 'checking', { bytes: file.size, held: 0 })
  change.fact(file.appointment, {
    kind: 'file-received',
    by: transfer.sender,
    file: file.id,
    size: file.size,
  })
  change.tell('transfer', file.appointment, file.transfer)
  return { file: checking, transfer }
}

async function makeReady(
  tx: Db,
  change: Change,
  { file, transfer }: Sent,
  { type, sha256 }: Pick<Findings, 'type' | 'sha256'>,
): Promise<void> {
  const siblings = (await listFiles(tx, file.transfer)).filter(
    (other) => other.id !== file.id && isLive(other),
  )
  const names = siblings.map((other) => other.name)
  const name = uniqueName(cleanName(file.name, file.position, type), names)
  await moveFile(tx, file, 'ready', { name, ready_at: change.now, waiting: 0 })
  change.fact(file.appointment, {
    kind: 'file-ready',
    transfer: transfer.id,
    file: file.id,
    size: file.size,
    type,
    sha256,
  })
  await settleTransfer(tx, change, transfer)
}
