import { ChairsideError, cleanName, type FileType, type Problem, uniqueName } from '@chairside/protocol'
import type { Limits } from '../config.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/database.ts'
import { changeFile, findFile, listFiles } from '../records/file.ts'
import { changeObject } from '../records/object.ts'
import type { FileRow } from '../records/tables.ts'
import { findTransfer } from '../records/transfer.ts'
import type { Clock, ObjectStore, Scanner } from '../seams.ts'
import type { Commit } from './change.ts'
import { check } from './content.ts'
import { type Digest, digestObject } from './digest.ts'
import { canMove, isLive, moveFile } from './file.ts'
import { settleTransfer } from './settle.ts'

/** Takes complete files through checking to their verdict. */
export interface Inspection {
  /** Seals and checks a file whose bytes are all there. Resolves with its verdict: null, or why it was rejected. */
  inspect(file: string, digest: Digest | undefined): Promise<Problem | null>
  /** Rejects a file that can be judged before its end; its bytes go. */
  reject(file: string, problem: Problem): Promise<void>
  /** Leaves what is being checked; the next start goes on with it. */
  close(): Promise<void>
}

export function createInspection({
  records,
  commit,
  store,
  scanner,
  clock,
  limits,
  log,
  removed,
}: {
  records: Records
  commit: Commit
  store: ObjectStore
  scanner: Scanner
  clock: Clock
  limits: Limits
  log: Log
  /** Some object may have lost its file. */
  removed: () => void
}): Inspection {
  const running = new Map<string, Promise<Problem | null>>()
  const retries = new Map<string, () => void>()
  const closing = new AbortController()

  const transferOf = async (tx: Parameters<typeof findTransfer>[0], file: FileRow) => {
    const transfer = await findTransfer(tx, file.transfer)
    if (transfer === undefined) throw new Error('a file has no transfer')
    return transfer
  }

  const reject = (id: string, problem: Problem): Promise<void> =>
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
    })

  const seal = (id: string): Promise<FileRow | undefined> =>
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
    })

  const accept = (id: string, sha256: string, type: FileType): Promise<void> =>
    commit(async (tx, change) => {
      const file = await findFile(tx, id)
      if (file === undefined || file.state !== 'checking') return
      const transfer = await transferOf(tx, file)
      const siblings = (await listFiles(tx, file.transfer)).filter(
        (other) => other.id !== id && isLive(other),
      )
      const names = siblings.map((other) => other.name)
      const name = uniqueName(cleanName(file.name, file.position, type), names)
      await moveFile(tx, file, 'ready', { name, ready_at: change.now, waiting: 0 })
      const { size } = file
      await change.fact(file.appointment, {
        kind: 'file-ready',
        transfer: transfer.id,
        file: id,
        size,
        type,
        sha256,
      })
      await settleTransfer(tx, change, transfer)
    })

  /** The verdict of the content and then of the scanner, which may be asked again later without anybody waiting. */
  const judge = async (id: string, digest: Digest | undefined, attempt: number): Promise<Problem | null> => {
    const file = await seal(id)
    if (file?.state !== 'checking' || file.object === null) return null
    const key = file.object
    try {
      await store.seal(key, file.size)
      const { sha256, crc32 } = (
        digest?.bytes === file.size ? digest : await digestObject(store, key, file.size, closing.signal)
      ).finish()
      // A patient sends only in answer to a request.
      const { request } = await transferOf(records.db, file)
      const from = request === null ? 'practitioner' : 'patient'
      const verdict = await check(store, { key, size: file.size, from }, limits.transfer, closing.signal)
      if (verdict.state === 'refused') {
        await reject(id, verdict.problem)
        return verdict.problem
      }
      const scan = await scanner.scan(key, file.size, closing.signal)
      if (scan.state === 'infected') {
        await reject(id, { code: 'INFECTED' })
        return { code: 'INFECTED' }
      }
      await changeObject(records.db, key, {
        sha256,
        crc32,
        type: verdict.type,
        flags: JSON.stringify(verdict.flags),
      })
      await accept(id, sha256, verdict.type)
      return null
    } catch (error) {
      if (closing.signal.aborted) return null
      if (error instanceof ChairsideError && error.code === 'NOT_FOUND') return null
      log.error({ err: error, file: id, attempt }, 'a file could not be checked')
      await wait(id, attempt)
      return null
    }
  }

  const wait = async (id: string, attempt: number): Promise<void> => {
    await commit(async (tx, change) => {
      const file = await findFile(tx, id)
      if (file?.state !== 'checking') return
      await changeFile(tx, id, { waiting: 1 })
      change.transfer(file.appointment, file.transfer)
    })
    const delay = Math.min(limits.checkRetryFirst * 2 ** attempt, limits.checkRetryLast)
    retries.set(
      id,
      clock.after(delay, () => void run(id, undefined, attempt + 1)),
    )
  }

  const run = (id: string, digest: Digest | undefined, attempt: number): Promise<Problem | null> => {
    const known = running.get(id)
    if (known !== undefined) return known
    retries.get(id)?.()
    retries.delete(id)
    const judged = judge(id, digest, attempt).finally(() => running.delete(id))
    running.set(id, judged)
    return judged
  }

  return {
    inspect: (id, digest) => run(id, digest, 0),
    reject,
    close: async () => {
      closing.abort()
      for (const cancel of retries.values()) cancel()
      await Promise.allSettled(running.values())
    },
  }
}
