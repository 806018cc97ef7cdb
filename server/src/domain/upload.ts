import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { ChairsideError, MB, type Policy, type Problem } from '@chairside/protocol'
import type { Budget } from '../budget.ts'
import type { Db, Records } from '../records/database.ts'
import { changeFile, findFile, nextEpoch } from '../records/file.ts'
import { insertObject } from '../records/object.ts'
import type { FileRow, TransferRow } from '../records/tables.ts'
import { findTransfer } from '../records/transfer.ts'
import type { Clock, ObjectStore } from '../seams.ts'
import type { Commit } from './change.ts'
import { createDigest, type Digest } from './digest.ts'
import { moveFile } from './file.ts'
import { refusalOf } from './gate/verdict.ts'
import { createHeadCheck } from './head.ts'
import type { Inspection } from './inspection.ts'
import { LineCut, takeIn } from './intake.ts'
import { require } from './may.ts'
import type { Audience, Progress } from './progress.ts'
import { stand } from './standing.ts'
import type { RunningStreams } from './stream.ts'
import type { Identity } from './token.ts'

/** Where an upload stands: bytes on stable storage, of how many. */
export interface Offset {
  readonly offset: number
  readonly size: number
}

/** What a connection ended with. */
export interface Received extends Offset {
  /** Why the file was refused when its last byte had come. */
  readonly problem: Problem | null
}

export interface Body {
  readonly source: Readable
  /** Where the body says that it begins; the beginning of a file sent whole is known without asking. */
  readonly offset: number | 'whole'
  /** Bytes it announces, if it does. */
  readonly length: number | undefined
  /** Aborts when it comes too slowly. */
  readonly pace?: AbortSignal
}

export interface Uploads {
  /** Ends the running connection of this upload, waits for its last write, and tells where it stands. */
  where(who: Identity, file: string): Promise<Offset>
  /** Takes bytes in at an offset; the newest connection of an upload wins. */
  receive(who: Identity, file: string, body: Body): Promise<Received>
  /** Ends the running connection of a file that its sender holds up; what came is kept. */
  pause(file: string): void
  /** Stops the bytes of a file at once, whoever sends them. */
  stop(file: string, why: ChairsideError): Promise<void>
  close(): Promise<void>
}

interface Run {
  readonly stop: (why: ChairsideError) => void
  readonly done: Promise<unknown>
}

interface Target {
  readonly file: FileRow
  readonly transfer: TransferRow
  readonly audience: Audience
  readonly key: string
  readonly epoch: number
}

const batch = { full: MB, age: 100 }

export function createUploads({
  records,
  commit,
  store,
  inspection,
  progress,
  streams,
  clock,
  policy,
  budget,
}: {
  records: Records
  commit: Commit
  store: ObjectStore
  inspection: Inspection
  progress: Progress
  streams: RunningStreams
  clock: Clock
  /** What may be sent; its beginning is asked while a file arrives. */
  policy: Policy
  /** Room for what came and is not written yet. */
  budget: Budget
}): Uploads {
  const runs = new Map<string, Run>()
  let closing = false
  const digests = new Map<string, Digest>()

  const authorize = async (db: Db, who: Identity, id: string) => {
    const file = await findFile(db, id)
    const transfer = file === undefined ? undefined : await findTransfer(db, file.transfer)
    if (file === undefined || transfer === undefined) throw new ChairsideError('NOT_FOUND')
    const { me, appointment } = await stand(db, who, file.appointment)
    require(me, 'upload a file', { transfer })
    const { sender, receiver } = transfer
    const audience: Audience = {
      appointment: appointment.id,
      sender,
      receiver,
      practitioner: appointment.practitioner,
    }
    return { file, transfer, audience }
  }

  /** Only one connection of an upload runs: a new one ends the one before and waits for its last write. */
  const succeed = async <Result>(
    id: string,
    work: (signal: AbortSignal, first: boolean) => Promise<Result>,
  ): Promise<Result> => {
    if (closing) throw new ChairsideError('SHUTTING_DOWN')
    const before = runs.get(id)
    const ending = new AbortController()
    const mine = (async () => {
      before?.stop(new ChairsideError('UPLOAD_TAKEN_OVER'))
      await before?.done.catch(() => undefined)
      ending.signal.throwIfAborted()
      return work(ending.signal, before === undefined)
    })()
    const run: Run = { stop: (why) => ending.abort(why), done: mine }
    runs.set(id, run)
    try {
      return await mine
    } finally {
      if (runs.get(id) === run) runs.delete(id)
    }
  }

  /** Opens the upload for one connection: the file is receiving, has an object, and this connection its epoch. */
  const open = (who: Identity, id: string, afresh: boolean): Promise<Target> =>
    commit(async (tx, change) => {
      const { file, transfer, audience } = await authorize(tx, who, id)
      requireOpen(file)
      const epoch = await nextEpoch(tx, id)
      const key = file.object !== null && !afresh ? file.object : randomUUID()
      if (key !== file.object) {
        await insertObject(tx, {
          key,
          size: file.size,
          sha256: null,
          crc32: null,
          type: null,
          flags: '[]',
          at: change.now,
        })
      }
      const fields = { epoch, held: 0, object: key }
      if (file.state === 'offered') await moveFile(tx, file, 'receiving', fields)
      else await changeFile(tx, id, fields)
      // Known before the change is told, so that nobody reads that the line holds up what has just begun.
      progress.begin(id, audience, afresh ? 0 : file.bytes)
      if (file.state === 'offered' || file.held === 1) change.transfer(file.appointment, file.transfer)
      return { file: { ...file, state: 'receiving', ...fields }, transfer, audience, key, epoch }
    })

  const takeBytes = async (
    target: Target,
    at: number,
    { source }: Body,
    signal: AbortSignal,
  ): Promise<{ readonly digest: Digest | undefined; readonly offset: number }> => {
    const { file, audience, key, epoch } = target
    const kept = digests.get(file.id)
    const digest = at === 0 ? createDigest() : kept?.bytes === at ? kept : undefined
    if (digest === undefined) digests.delete(file.id)
    else digests.set(file.id, digest)
    const checkHead = at === 0 ? createHeadCheck(policy) : undefined
    let offset = at
    progress.reach(file.id, audience, offset)
    const write = async (chunks: readonly Buffer[], bytes: number): Promise<void> => {
      if (offset + bytes > file.size) throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: file.size })
      await checkHead?.(chunks)
      const written = store.append(key, { epoch, at: offset, chunks })
      // In the same turn: the store has begun to write them, and may give their memory back when it has.
      digest?.update(chunks)
      await written
      offset += bytes
      progress.reach(file.id, audience, offset)
    }
    await takeIn(source, write, { ...batch, budget, clock, signal })
    return { digest, offset }
  }

  const receive = async (
    who: Identity,
    seen: FileRow,
    body: Body,
    ending: AbortSignal,
  ): Promise<Received> => {
    const { id } = seen
    const settled = alreadyReceived(seen, body)
    if (settled !== undefined) return settled
    const whole = body.offset === 'whole'
    const at = whole || seen.object === null ? 0 : await store.length(seen.object, seen.epoch)
    requireFit(seen, body, at)
    const target = await open(who, id, whole)
    const { file, key, epoch } = target
    const watch = streams.watch({ who, file: id, states: ['receiving'] })
    let digest: Digest | undefined
    let offset: number
    try {
      const signals = [ending, watch.signal, ...(body.pace ? [body.pace] : [])]
      const taken = await takeBytes(target, at, body, AbortSignal.any(signals))
      digest = taken.digest
      if (taken.offset === file.size) await store.seal(key, file.size)
      offset = taken.offset === file.size ? file.size : await store.length(key, epoch)
    } catch (error) {
      await leave(target, error)
      throw error
    } finally {
      watch.end()
    }
    if (offset === file.size) return { offset, size: file.size, problem: await finish(id, digest) }
    await changeFile(records.db, id, { bytes: offset })
    return { offset, size: file.size, problem: null }
  }

  /** All bytes are there and sealed: the gate has the word. */
  const finish = async (id: string, digest: Digest | undefined): Promise<Problem | null> => {
    digests.delete(id)
    const problem = await inspection.inspect(id, digest)
    progress.forget(id)
    return problem
  }

  /** A connection ended before its end: keep what came, or drop it where nobody wants it any more. */
  const leave = async ({ file, audience, key, epoch }: Target, error: unknown): Promise<void> => {
    const verdict = verdictIn(error)
    if (verdict !== undefined) {
      digests.delete(file.id)
      progress.forget(file.id)
      await inspection.reject(file.id, verdict)
      return
    }
    const offset = await store.length(key, epoch).catch(() => undefined)
    const digest = digests.get(file.id)
    if (digest !== undefined && digest.bytes !== offset) digests.delete(file.id)
    const now = await findFile(records.db, file.id)
    if (now?.state !== 'receiving') {
      digests.delete(file.id)
      progress.forget(file.id)
      // Of a file that lost its object meanwhile, a late write may have begun another one under the old key.
      if (now?.object !== key) await store.remove(key)
      return
    }
    // The store that cannot say is asked again by whoever comes next.
    if (offset === undefined) return
    await changeFile(records.db, file.id, { bytes: offset })
    // What the sender holds up is not held up by the line.
    if (now.held === 1) progress.forget(file.id)
    else progress.reach(file.id, audience, offset)
  }

  return {
    // Who may not do this may not end the running connection either: asked before, and again once that has ended.
    where: async (who, id) => {
      const { file: asked } = await authorize(records.db, who, id)
      return succeed(id, async (_, first) => {
        const { file } = first ? { file: asked } : await authorize(records.db, who, id)
        if (file.state !== 'offered' && file.state !== 'receiving') {
          requireNotGone(file)
          return { offset: file.size, size: file.size }
        }
        const offset = file.object === null ? 0 : await store.length(file.object, file.epoch)
        if (file.object !== null && offset === file.size) {
          await store.seal(file.object, file.size)
          await finish(id, undefined)
        }
        return { offset, size: file.size }
      })
    },
    receive: async (who, id, body) => {
      const { file: asked } = await authorize(records.db, who, id)
      return succeed(id, async (signal, first) => {
        const { file } = first ? { file: asked } : await authorize(records.db, who, id)
        return receive(who, file, body, signal)
      })
    },
    pause: (id) => runs.get(id)?.stop(new ChairsideError({ code: 'CONFLICT', seen: 'paused' })),
    stop: async (id, why) => {
      inspection.stop(id)
      const run = runs.get(id)
      run?.stop(why)
      await run?.done.catch(() => undefined)
      digests.delete(id)
      progress.forget(id)
    },
    close: async () => {
      closing = true
      for (const run of runs.values()) run.stop(new ChairsideError('SHUTTING_DOWN'))
      await Promise.allSettled([...runs.values()].map((run) => run.done))
    },
  }
}

/** Whether an error only says that the connection ended, so that nobody is there to hear of it. */
export function isLineCut(error: unknown): boolean {
  return error instanceof LineCut
}

/** Why a file is refused for what came of it, if that is what ended its connection. */
function verdictIn(error: unknown): Problem | undefined {
  if (error instanceof ChairsideError && error.code === 'SIZE_MISMATCH') return error.problem
  return refusalOf(error)
}

function requireOpen(file: FileRow): void {
  requireNotGone(file)
  if (file.state !== 'offered' && file.state !== 'receiving')
    throw new ChairsideError({ code: 'CONFLICT', seen: file.state })
}

function requireNotGone(file: FileRow): void {
  if (file.state === 'withdrawn') throw new ChairsideError('WITHDRAWN')
  if (file.state === 'expired') throw new ChairsideError('EXPIRED')
  if (file.state === 'rejected') throw rejection(file)
}

function rejection(file: FileRow): ChairsideError {
  const details = file.details === null ? {} : JSON.parse(file.details)
  return new ChairsideError({ ...details, code: file.code ?? 'INTERNAL' })
}

/** A body that does not fit changes nothing: it must begin where the upload stands, and end within its size. */
function requireFit({ size }: FileRow, { offset, length }: Body, at: number): void {
  const begin = offset === 'whole' ? 0 : offset
  if (begin !== at) throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: at, actual: begin })
  if (length !== undefined && at + length > size)
    throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: at + length })
}

/** A body that is sent again because the answer to its last byte was lost gets that answer. */
function alreadyReceived(file: FileRow, body: Body): Received | undefined {
  if (file.state === 'offered' || file.state === 'receiving') return undefined
  requireNotGone(file)
  if (body.offset !== 'whole' && body.offset !== file.size) {
    throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: file.size, actual: body.offset })
  }
  return { offset: file.size, size: file.size, problem: null }
}
