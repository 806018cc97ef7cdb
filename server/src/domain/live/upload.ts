import { randomUUID } from 'node:crypto'
import { ChairsideError, KB, type Problem } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import type { Db } from '../../records/database.ts'
import { changeFile, findFile, nextEpoch } from '../../records/file.ts'
import { findObject, insertObject } from '../../records/object.ts'
import type { FileRow } from '../../records/tables.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { ObjectStore } from '../../seams.ts'
import type { Body, Offset, Received } from '../bytes/body.ts'
import { createDigest, type Digest } from '../bytes/digest.ts'
import { createEarlyCheck } from '../bytes/early-check.ts'
import { takeIn } from '../bytes/intake.ts'
import type { RunningStreams } from '../bytes/running.ts'
import { requireSameContent } from '../bytes/same-content.ts'
import { createTakeover } from '../bytes/takeover.ts'
import type { Ground } from '../events/ground.ts'
import type { Audience, Progress } from '../events/progress.ts'
import type { Identity } from '../people/identity.ts'
import { admit } from '../people/participant.ts'
import { require } from '../people/permission.ts'
import { alreadyReceived, requireFit, requireNotGone, requireOpen, verdictIn } from './arrival.ts'
import { isWanted } from './file.ts'
import type { Inspection } from './inspection.ts'

/** Receives the bytes of files. The newest connection of an upload ends the one before. */
export interface Uploads {
  /** Ends the running connection of this upload, waits for its last write, and gives the offset. */
  where(who: Identity, file: string): Promise<Offset>
  /** Receives a body, after ending the running connection. Throws what refuses, ends or interrupts it. */
  receive(who: Identity, file: string, body: Body): Promise<Received>
  /** Seals and checks a file with all its bytes, unless a connection or a check of it runs. */
  complete(file: string): Promise<void>
  /** Ends the running connection of a file that its sender pauses; its bytes are kept. */
  pause(file: string): void
  /** Ends the connection and the check of a file with `why`; resolves after its last write. */
  stop(file: string, why: ChairsideError): Promise<void>
  close(): Promise<void>
}

/** A file, as read when its sender was authorized. */
interface Allowed {
  readonly file: FileRow
  readonly audience: Audience
}

interface Target extends Allowed {
  readonly key: string
  readonly epoch: number
}

/** In bytes and ms. A larger batch leaves the processor's cache before it is written, and costs memory. */
const batch = { full: 1024 * KB, age: 100 }

export function createUploads(
  { records, commit, clock, limits }: Ground,
  {
    store,
    inspection,
    progress,
    streams,
    budget,
    removed,
  }: {
    store: ObjectStore
    inspection: Inspection
    progress: Progress
    streams: RunningStreams
    /** Memory for bytes not written yet. */
    budget: Budget
    /** Is called when an object may have lost its file. */
    removed: () => void
  },
): Uploads {
  const connections = createTakeover()
  // By file, for its growing object only: a new object starts a new digest.
  const digests = new Map<string, { readonly key: string; readonly digest: Digest }>()

  const authorize = async (db: Db, who: Identity, id: string): Promise<Allowed> => {
    const file = await findFile(db, id)
    const transfer = file === undefined ? undefined : await findTransfer(db, file.transfer)
    if (file === undefined || transfer === undefined) throw new ChairsideError('NOT_FOUND')
    const { me, appointment } = await admit(db, who, file.appointment)
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

  /** Authorizes again after an earlier connection has ended, because it may have changed the file. */
  const authorizeNext = async (
    who: Identity,
    { asked, first }: { asked: Allowed; first: boolean },
  ): Promise<Allowed> => {
    const { id } = asked.file
    const allowed = first ? asked : await authorize(records.db, who, id)
    const { object, whole } = allowed.file
    if (object === null || whole === 0 || !isWanted(allowed.file)) return allowed
    // An incomplete whole body, which could not be dropped when it ended.
    await inspection.drop({ file: id, object })
    return authorize(records.db, who, id)
  }

  /** Opens the upload for one connection: the file is `receiving`, with an object and a new epoch. */
  const open = ({ file: seen, audience }: Allowed, { offset, digest }: Body): Promise<Target> =>
    commit(async (tx, change) => {
      const { id } = seen
      const afresh = offset === 'whole'
      const file = await findFile(tx, id)
      if (file === undefined) throw new ChairsideError('NOT_FOUND')
      requireOpen(file)
      // The offset was that of another object.
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
      // Before the change is told: without progress the view would show the file as paused by the line.
      progress.begin(id, audience, afresh ? 0 : file.bytes)
      if (file.state === 'offered' || file.held === 1)
        change.tell('transfer', file.appointment, file.transfer)
      return { file: { ...file, ...fields, epoch }, audience, key, epoch }
    })

  /** The running digest of an object, if it covers exactly `bytes`. */
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
    const checkHead = at === 0 ? createEarlyCheck(limits.transfer) : undefined
    let offset = at
    progress.reach(file.id, audience, offset)
    // Hashed at once, while the chunk is in the processor's cache; with its batch it would be too late.
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

  /** Requires a whole body for a complete file to have the same content. */
  const compare = async ({ object }: FileRow, body: Body, ending: AbortSignal): Promise<void> => {
    const { size = 0, sha256 = null } =
      (object === null ? undefined : await findObject(records.db, object)) ?? {}
    // The gate has not judged the stored content yet: nothing to compare with.
    if (sha256 === null) return
    const signal = body.pace ? AbortSignal.any([ending, body.pace]) : ending
    await requireSameContent(body, { size, sha256 }, { ...batch, budget, clock, signal })
  }

  /** All bytes have arrived: ends any pause by the line, then seals. */
  const seal = async (id: string, key: string, size: number): Promise<void> => {
    progress.arrived(id)
    try {
      await store.seal(key, size)
    } catch (error) {
      // Another connection's bytes may lie there: what is sealed in the end is hashed anew.
      digests.delete(id)
      throw error
    }
  }

  /** Checks a sealed object; gives the gate's verdict. */
  const finish = async (id: string, key: string, digest: Digest | undefined): Promise<Problem | null> => {
    digests.delete(id)
    const problem = await inspection.inspect({ file: id, object: key }, digest)
    progress.forget(id)
    return problem
  }

  /** Drops an incomplete whole body, so that bytes of another body are never appended to it. */
  const drop = async ({ file: { id }, key }: Target): Promise<void> => {
    digests.delete(id)
    progress.forget(id)
    await inspection.drop({ file: id, object: key })
  }

  /** A connection ended early: rejects the file, keeps its bytes, or removes them when the file is gone. */
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
      // The file lost its object meanwhile: a late write may have begun a new object under the old key.
      if (now?.object !== key) await store.remove(key).catch(() => undefined)
      return
    }
    // The store did not answer; the next connection asks it again.
    if (offset === undefined) return
    await changeFile(records.db, file.id, { bytes: offset })
    // A file paused by its sender is not also paused by the line.
    if (now.held === 1) progress.forget(file.id)
    // Sealing failed: the sweep tries it again.
    else if (offset === file.size) progress.arrived(file.id)
    else progress.reach(file.id, audience, offset)
  }

  return {
    // Authorizes first, because a stranger must not end the running connection, and again once it has ended.
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
        // A file in `checking` had all bytes. If they are gone, the check rejects it with CONTENT_LOST.
        const isOnItsWay = file.state === 'checking' || (file.state === 'receiving' && isWhole)
        if (!isOnItsWay) return
        if (isWhole) await seal(id, key, file.size)
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
