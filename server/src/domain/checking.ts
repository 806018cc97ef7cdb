import { cleanName, type Problem, uniqueName } from '@chairside/protocol'
import type { Db } from '../records/database.ts'
import { changeFile, findFile, listFiles } from '../records/file.ts'
import { findObject } from '../records/object.ts'
import type { FileRow, TransferRow } from '../records/tables.ts'
import { findTransfer } from '../records/transfer.ts'
import type { Commit } from './change.ts'
import { canMove, isLive, moveFile } from './file.ts'
import { settleTransfer } from './settle.ts'

/** What the check does to a file's record. Each step leaves a file alone that is in another state by now. */
export interface Checking {
  /** All bytes are there. Answers the file as it is then. */
  begin(file: string): Promise<FileRow | undefined>
  /** The check cannot be reached, and both sides are told. */
  wait(file: string): Promise<void>
  /** The file is ready, under a name that carries its content's ending. */
  accept(file: string): Promise<void>
  /** The file is refused; its bytes go. */
  reject(file: string, problem: Problem): Promise<void>
}

export function createChecking({
  commit,
  removed,
}: {
  commit: Commit
  /** Some object may have lost its file. */
  removed: () => void
}): Checking {
  return {
    begin: (id) =>
      commit(async (tx, change) => {
        const file = await findFile(tx, id)
        if (file === undefined || file.state !== 'receiving') return file
        const checking = await moveFile(tx, file, 'checking', { bytes: file.size, held: 0 })
        await change.fact(file.appointment, {
          kind: 'file-received',
          by: (await transferOf(tx, file)).sender,
          file: id,
          size: file.size,
        })
        change.transfer(file.appointment, file.transfer)
        return checking
      }),

    wait: (id) =>
      commit(async (tx, change) => {
        const file = await findFile(tx, id)
        if (file?.state !== 'checking' || file.waiting === 1) return
        await changeFile(tx, id, { waiting: 1 })
        change.transfer(file.appointment, file.transfer)
      }),

    accept: (id) =>
      commit(async (tx, change) => {
        const file = await findFile(tx, id)
        if (file?.state !== 'checking') return
        const object = file.object === null ? undefined : await findObject(tx, file.object)
        if (!object?.type || object.sha256 === null) throw new Error('a file is accepted that nobody judged')
        const transfer = await transferOf(tx, file)
        const siblings = (await listFiles(tx, file.transfer)).filter(
          (other) => other.id !== id && isLive(other),
        )
        const names = siblings.map((other) => other.name)
        const name = uniqueName(cleanName(file.name, file.position, object.type), names)
        await moveFile(tx, file, 'ready', { name, ready_at: change.now, waiting: 0 })
        await change.fact(file.appointment, {
          kind: 'file-ready',
          transfer: transfer.id,
          file: id,
          size: file.size,
          type: object.type,
          sha256: object.sha256,
        })
        await settleTransfer(tx, change, transfer)
      }),

    reject: (id, problem) =>
      commit(async (tx, change) => {
        const file = await findFile(tx, id)
        if (file === undefined || !canMove(file.state, 'rejected')) return
        const transfer = await transferOf(tx, file)
        const { code, ...details } = problem
        await moveFile(tx, file, 'rejected', {
          code,
          details: JSON.stringify(details),
          ended_at: change.now,
          object: null,
        })
        await change.fact(file.appointment, { kind: 'file-rejected', transfer: transfer.id, file: id, code })
        await settleTransfer(tx, change, transfer)
        change.after(removed)
      }),
  }
}

/** The transfer that a file belongs to. */
export async function transferOf(db: Db, file: FileRow): Promise<TransferRow> {
  const transfer = await findTransfer(db, file.transfer)
  if (transfer === undefined) throw new Error('a file has no transfer')
  return transfer
}
