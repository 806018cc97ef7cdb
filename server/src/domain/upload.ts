import { randomUUID } from 'node:crypto'
import { ChairsideError, KB, type Policy, type Problem } from '@chairside/protocol'
import type { Budget } from '../budget.ts'
import type { Db, Records } from '../records/database.ts'
import { changeFile, findFile, nextEpoch } from '../records/file.ts'
import { findObject, insertObject } from '../records/object.ts'
import type { FileRow } from '../records/tables.ts'
import { findTransfer } from '../records/transfer.ts'
import type { Clock, ObjectStore } from '../seams.ts'
import { requireSameContent } from './again.ts'
import {
  alreadyReceived,
  type Body,
  type Offset,
  type Received,
  requireFit,
  requireNotGone,
  requireOpen,
  verdictIn,
} from './body.ts'
import type { Commit } from './change.ts'
import { createDigest, type Digest } from './digest.ts'
import { isWanted } from './file.ts'
import { createHeadCheck } from './head.ts'
import type { Inspection } from './inspection.ts'
import { takeIn } from './intake.ts'
import { require } from './may.ts'
import type { Audience, Progress } from './progress.ts'
import { stand } from './standing.ts'
import type { RunningStreams } from './stream.ts'
import { createSuccession } from './succession.ts'
import type { Identity } from './token.ts'

export interface Uploads {
  /** Ends the running connection of this upload, waits for its last write, and tells where it stands. */
  where(who: Identity, file: string): Promise<Offset>
  /** Takes bytes in at an offset; the newest connection of an upload wins. */
  receive(who: Identity, file: string, body: Body): Promise<Received>
  /** Seals and checks a file whose bytes are all there, unless somebody is at it already. */
  complete(file: string): Promise<void>
  /** Ends the running connection of a file that its sender holds up; what came is kept. */
  pause(file: string): void
  /** Stops the bytes of a file at once, whoever sends them. */
  stop(file: string, why: ChairsideError): Promise<void>
  close(): Promise<void>
}

/** A file that somebody may send, as it was when that was asked. */
interface Allowed {
  readonly file: FileRow
  readonly audience: Audience
}

interface Target extends Allowed {
  readonly key: string
  readonly epoch: number
}

/** Larger ones leave the processor's cache before they are written, and cost memory. */
const batch = { full: 1024 * KB, age: 100 }

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
  removed,
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
  /** Some object may have lost its file. */
  removed: () => void
}): Uploads {
  const connections = createSuccession()
  // Of the object that grows: another one of the same file begins with nothing.
  const digests = new Map<string, { readonly key: string; readonly digest: Digest }>()

  const authorize = async (db: Db, who: Identity, id: string): Promise<Allowed> => {
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
    return { file, audience }
  }

  /** The same once no other connection runs: what was asked before another one ended is asked again. */
  const authorizeNext = async (
    who: Identity,
    { asked, first }: { asked: Allowed; first: boolean },
  ): Promise<Allowed> => {
    const { id } = asked.file
    const allowed = first ? asked : await authorize(records.db, who, id)
    const { object, whole } = allowed.file
    if (object === null || whole === 0 || !isWanted(allowed.file)) return allowed
    // A form that ended without being whole and could not be dropped then.
    await inspection.drop({ file: id, object })
    return authorize(records.db, who, id)
  }

  /** Opens the upload for one connection: the file is receiving, has an object, and this connection its epoch. */
  const open = ({ file: seen, audience }: Allowed, { offset, digest }: Body): Promise<Target> =>
    commit(async (tx, change) => {
      const { id } = seen
      const afresh = offset === 'whole'
      const file = await findFile(tx, id)
      if (file === undefined) throw new ChairsideError('NOT_FOUND')
      requireOpen(file)
      // Where it stands was asked of the object that it had.
      if (!afresh && file.object !== seen.object)
        throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: 0 })
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
        if (file.object !== null) change.after(removed)
      }
      const fields = {
        state: 'receiving',
        held: 0,
        object: key,
        whole: afresh ? 1 : 0,
        digest: digest ?? null,
      } as const
      const { epoch } = await nextEpoch(tx, id, fields)
      // Known before the change is told, so that nobody reads that the line holds up what has just begun.
      progress.begin(id, audience, afresh ? 0 : file.bytes)
      if (file.state === 'offered' || file.held === 1) change.transfer(file.appointment, file.transfer)
      return { file: { ...file, ...fields, epoch }, audience, key, epoch }
    })

  /** What was hashed of an object, if it is just so many bytes. */
  const digestOf = (id: string, key: string, bytes: number): Digest | undefined => {
    const kept = digests.get(id)
    return kept?.key === key && kept.digest.bytes === bytes ? kept.digest : undefined
  }

  const takeBytes = async (
    target: Target,
    at: number,
    { source, own = (chunk) => chunk }: Body,
    signal: AbortSignal,
  ): Promise<{ readonly digest: Digest | undefined; readonly offset: number }> => {
    const { file, audience, key, epoch } = target
    const digest = at === 0 ? createDigest() : digestOf(file.id, key, at)
    if (digest === undefined) digests.delete(file.id)
    else digests.set(file.id, { key, digest })
    const checkHead = at === 0 ? createHeadCheck(policy) : undefined
    let offset = at
    progress.reach(file.id, audience, offset)
    // At once, while the chunk is in the processor's cache: hashed with its batch it would have left it.
    const see = (chunk: Buffer): Buffer => {
      const mine = own(chunk)
      digest?.update(mine)
      return mine
    }
    const write = async (chunks: readonly Buffer[], bytes: number): Promise<void> => {
      if (offset + bytes > file.size) throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: file.size })
      await checkHead?.(chunks)
      await store.append(key, { epoch, at: offset, chunks })
      offset += bytes
      progress.reach(file.id, audience, offset)
    }
    await takeIn(source, write, { ...batch, budget, clock, signal, see })
    return { digest, offset }
  }

  const receive = async (
    who: Identity,
    allowed: Allowed,
    body: Body,
    ending: AbortSignal,
  ): Promise<Received> => {
    const { file: seen } = allowed
    const { id } = seen
    const whole = body.offset === 'whole'
    const settled = alreadyReceived(seen, body)
    if (settled !== undefined) {
      if (whole) await compare(seen, body, ending)
      return settled
    }
    const at = whole || seen.object === null ? 0 : await store.length(seen.object, seen.epoch)
    requireFit(seen, body, at)
    const target = await open(allowed, body).catch((error) => {
      progress.forget(id)
      throw error
    })
    const { file, key, epoch } = target
    const watch = streams.watch({ who, file: id, states: ['receiving'] })
    let digest: Digest | undefined
    let offset: number
    try {
      const signals = [ending, watch.signal, ...(body.pace ? [body.pace] : [])]
      const taken = await takeBytes(target, at, body, AbortSignal.any(signals))
      digest = taken.digest
      const isWhole = taken.offset === file.size
      if (whole && !isWhole)
        throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: file.size, actual: taken.offset })
      if (isWhole) await seal(id, key, file.size)
      offset = isWhole ? file.size : await store.length(key, epoch)
    } catch (error) {
      await (whole && verdictIn(error) === undefined ? drop(target) : leave(target, error))
      throw error
    } finally {
      watch.end()
    }
    if (offset === file.size) return { offset, size: file.size, problem: await finish(id, key, digest) }
    await changeFile(records.db, id, { bytes: offset })
    return { offset, size: file.size, problem: null }
  }

  /** A whole body of a file whose bytes are all there must be the same again. */
  const compare = async ({ object }: FileRow, body: Body, ending: AbortSignal): Promise<void> => {
    const { size = 0, sha256 = null } =
      (object === null ? undefined : await findObject(records.db, object)) ?? {}
    // The check has not come to it yet, and says what it is.
    if (sha256 === null) return
    const signal = body.pace ? AbortSignal.any([ending, body.pace]) : ending
    await requireSameContent(body, { size, sha256 }, { ...batch, budget, clock, signal })
  }

  /** All bytes came: from now on it is not the line that anybody waits for. */
  const seal = async (id: string, key: string, size: number): Promise<void> => {
    progress.arrived(id)
    await store.seal(key, size)
  }

  /** All bytes are there and sealed: the gate has the word. */
  const finish = async (id: string, key: string, digest: Digest | undefined): Promise<Problem | null> => {
    digests.delete(id)
    const problem = await inspection.inspect({ file: id, object: key }, digest)
    progress.forget(id)
    return problem
  }

  /** A whole body ended wrong: what came of it goes, so that nothing of another one is put behind it. */
  const drop = async ({ file: { id }, key }: Target): Promise<void> => {
    digests.delete(id)
    progress.forget(id)
    await inspection.drop({ file: id, object: key })
  }

  /** A connection ended before its end: keep what came, or drop it where nobody wants it any more. */
  const leave = async ({ file, audience, key, epoch }: Target, error: unknown): Promise<void> => {
    const verdict = verdictIn(error)
    if (verdict !== undefined) {
      digests.delete(file.id)
      progress.forget(file.id)
      await inspection.reject({ file: file.id, object: key }, verdict)
      return
    }
    const offset = await store.length(key, epoch).catch(() => undefined)
    if (offset === undefined || digestOf(file.id, key, offset) === undefined) digests.delete(file.id)
    const now = await findFile(records.db, file.id)
    if (now?.state !== 'receiving') {
      digests.delete(file.id)
      progress.forget(file.id)
      // Of a file that lost its object meanwhile, a late write may have begun another one under the old key.
      if (now?.object !== key) await store.remove(key).catch(() => undefined)
      return
    }
    // The store that cannot say is asked again by whoever comes next.
    if (offset === undefined) return
    await changeFile(records.db, file.id, { bytes: offset })
    // What the sender holds up is not held up by the line.
    if (now.held === 1) progress.forget(file.id)
    // What could not be sealed is taken up again by the sweep.
    else if (offset === file.size) progress.arrived(file.id)
    else progress.reach(file.id, audience, offset)
  }

  return {
    // Who may not do this may not end the running connection either: asked before, and again once that has ended.
    where: async (who, id) => {
      const asked = await authorize(records.db, who, id)
      return connections.succeed(id, async (_, first) => {
        const { file } = await authorizeNext(who, { asked, first })
        if (!isWanted(file)) {
          requireNotGone(file)
          return { offset: file.size, size: file.size }
        }
        const offset = file.object === null ? 0 : await store.length(file.object, file.epoch)
        if (file.object !== null && offset === file.size) {
          await seal(id, file.object, file.size)
          const problem = await finish(id, file.object, digestOf(id, file.object, offset))
          if (problem !== null) throw new ChairsideError(problem)
          return { offset, size: file.size }
        }
        const digest = file.object === null ? undefined : digestOf(id, file.object, offset)
        return { offset, size: file.size, digest: digest?.soFar() }
      })
    },
    receive: async (who, id, body) => {
      const asked = await authorize(records.db, who, id)
      return connections.succeed(id, async (signal, first) =>
        receive(who, await authorizeNext(who, { asked, first }), body, signal),
      )
    },
    complete: async (id) => {
      if (connections.isRunning(id)) return
      await connections.succeed(id, async () => {
        const file = await findFile(records.db, id)
        const key = file?.object ?? null
        if (file === undefined || key === null || inspection.isBusyWith({ file: id, object: key })) return
        const isWhole = (await store.length(key, file.epoch)) === file.size
        // Of one that is being checked all bytes were there: should they be gone, its sender is told.
        const isOnItsWay = file.state === 'checking' || (file.state === 'receiving' && isWhole)
        if (!isOnItsWay) return
        if (isWhole) await store.seal(key, file.size)
        await finish(id, key, digestOf(id, key, file.size))
      })
    },
    pause: (id) => void connections.stop(id, new ChairsideError({ code: 'CONFLICT', found: 'paused' })),
    stop: async (id, why) => {
      inspection.stop(id)
      await connections.stop(id, why)
      digests.delete(id)
      progress.forget(id)
    },
    close: connections.close,
  }
}
