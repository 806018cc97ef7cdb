import { randomUUID } from 'node:crypto'
import { ChairsideError, KB, type Problem } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import { ownerLabel } from '../../metrics.ts'
import type { Db } from '../../records/database.ts'
import { findObject, insertObject, unjudged } from '../../records/object.ts'
import type { UploadRow } from '../../records/tables.ts'
import { changeUpload, endConnection, findUpload, nextEpoch, noteMissing } from '../../records/upload.ts'
import type { ObjectStore } from '../../seams.ts'
import { harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { Progress } from '../events/progress.ts'
import type { Identity } from '../people/identity.ts'
import { alreadyReceived, requireArriving, requireFit, requireNotGone, verdictIn } from './arrival.ts'
import type { Body, Offset, Received } from './body.ts'
import type { Digest } from './digest.ts'
import { createDigests } from './digests.ts'
import { createEarlyCheck } from './early-check.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Inspection } from './inspection.ts'
import { takeIn } from './intake.ts'
import { type Found, type Owners, ownerOf } from './owner.ts'
import { type Address, isAwaited, type Uploads } from './reception.ts'
import type { RunningStreams } from './running.ts'
import { requireSameContent } from './same-content.ts'
import { createTakeover, pausedBySender } from './takeover.ts'

/** An upload with what it belongs to, as read when its sender was authorized. */
interface Allowed extends Found {
  readonly upload: UploadRow
}

interface Target extends Allowed {
  readonly key: string
  readonly epoch: number
}

/** In bytes and ms. A larger batch leaves the processor's cache before it is written, and costs memory. */
const batch = { full: 1024 * KB, age: 100 }

export function createUploads(
  { records, commit, clock, limits, meter }: Ground,
  {
    store,
    owners,
    inspection,
    progress,
    streams,
    budget,
    node,
    elsewhere,
    removed,
  }: {
    store: ObjectStore
    owners: Owners
    inspection: Inspection
    progress: Progress
    streams: RunningStreams
    /** Memory for bytes not written yet. */
    budget: Budget
    /** The id of this node. */
    node: () => string
    elsewhere: Elsewhere
    /** Is called with an object that may have lost its upload. */
    removed: (object: string) => void
  },
): Uploads {
  const connections = createTakeover()
  elsewhere.letGo((id) => connections.stop(id, new ChairsideError('UPLOAD_TAKEN_OVER')))
  const digests = createDigests()

  const authorize = async (db: Db, who: Identity, { owner, id }: Address): Promise<Allowed> => {
    const upload = await findUpload(db, id)
    if (upload?.owner !== owner) throw new ChairsideError('NOT_FOUND')
    return { upload, ...(await ownerOf(owners, upload).find(db, who, id, 'send')) }
  }

  /** Authorizes for an upload that no other node receives any more, as it still may while its bytes arrive. */
  const claim = async (who: Identity, address: Address): Promise<Allowed> => {
    const asked = await authorize(records.db, who, address)
    if (asked.stage.at !== 'arriving' || !elsewhere.has(asked.upload)) return asked
    await elsewhere.release(asked.upload)
    return authorize(records.db, who, address)
  }

  /** Authorizes again after an earlier connection has ended, because it may have changed the upload. */
  const authorizeNext = async (
    who: Identity,
    { asked, first }: { asked: Allowed; first: boolean },
  ): Promise<Allowed> => {
    const allowed = first ? asked : await authorize(records.db, who, asked.upload)
    const { id, object, whole } = allowed.upload
    if (object === null || !whole || allowed.stage.at !== 'arriving') return allowed
    // An incomplete whole body, which could not be dropped when it ended: its node may have been killed.
    await inspection.drop({ upload: id, object })
    return authorize(records.db, who, asked.upload)
  }

  /** Opens the upload for one connection, with an object and a new epoch. */
  const open = (allowed: Allowed, { offset, digest }: Body, at: number): Promise<Target> =>
    commit(async (tx, change) => {
      const { id } = allowed.upload
      const afresh = typeof offset !== 'number'
      const locked = await ownerOf(owners, allowed.upload).lock(tx, change, id)
      const upload = await findUpload(tx, id)
      if (upload === undefined || locked === undefined) throw new ChairsideError('NOT_FOUND')
      requireArriving(locked.stage)
      // A request that the sender began before the pause, or in another tab, does not end the pause.
      if (upload.paused) throw new ChairsideError(pausedBySender)
      // The offset was that of another object.
      if (!afresh && upload.object !== allowed.upload.object)
        throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: 0 })
      const key = upload.object !== null && !afresh ? upload.object : randomUUID()
      const { object: before } = upload
      if (key !== before) {
        await insertObject(tx, { key, upload: id, size: upload.size, at: change.now, ...unjudged })
        if (before !== null) change.after(() => removed(before), harmless)
      }
      const fields = {
        object: key,
        bytes: at,
        whole: offset === 'whole',
        digest: digest ?? null,
        node: node(),
      }
      const { epoch } = await nextEpoch(tx, id, fields)
      // Before the change is told: without progress the view would show the file as paused by the line.
      progress.begin(id, allowed.tell, { epoch, bytes: at })
      await locked.begun()
      return { ...allowed, upload: { ...upload, ...fields, epoch }, key, epoch }
    })

  const takeBytes = async (
    target: Target,
    at: number,
    { source, own = (chunk) => chunk }: Body,
    signal: AbortSignal,
  ): Promise<{ readonly digest: Digest | undefined; readonly offset: number }> => {
    const {
      upload: { id, owner, size, policy },
      tell,
      key,
      epoch,
    } = target
    const digest = digests.begin(id, key, at)
    const checkHead = at === 0 ? createEarlyCheck(limits[policy]) : undefined
    let offset = at
    progress.reach(id, tell, { epoch, bytes: offset })
    // Hashed at once, while the chunk is in the processor's cache; with its batch it would be too late.
    const see = (chunk: Buffer): Buffer => {
      const mine = own(chunk)
      digest?.update(mine)
      return mine
    }
    const write = async (chunks: readonly Buffer[], bytes: number): Promise<void> => {
      if (offset + bytes > size) throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size })
      await checkHead?.(chunks)
      await store.append(key, { epoch, at: offset, chunks })
      offset += bytes
      meter.count('received', { owner: ownerLabel(owner) }, bytes)
      if (progress.reach(id, tell, { epoch, bytes: offset }))
        await changeUpload(records.db, id, { missing: false })
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
    const { upload: seen, stage, expiresAt } = allowed
    const { id, owner, size } = seen
    const whole = body.offset === 'whole'
    const afresh = typeof body.offset !== 'number'
    const settled = alreadyReceived(seen, stage, body)
    if (settled !== undefined) {
      if (afresh) await compare(seen, body, ending)
      return settled
    }
    const at = afresh || seen.object === null ? 0 : await store.length(seen.object, seen.epoch)
    requireFit(seen, body, at)
    const target = await open(allowed, body, at).catch((error) => {
      progress.forget(id)
      throw error
    })
    const { key, epoch } = target
    const watch = streams.watch({ who, owner, id, action: 'send' })
    let digest: Digest | undefined
    let offset: number
    try {
      const signals = [ending, watch.signal, ...(body.pace ? [body.pace] : [])]
      const taken = await takeBytes(target, at, body, AbortSignal.any(signals))
      digest = taken.digest
      const isWhole = taken.offset === size
      if (whole && !isWhole)
        throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: taken.offset })
      if (isWhole) await seal(id, key, size)
      offset = isWhole ? size : await store.length(key, epoch)
    } catch (error) {
      await (whole && verdictIn(error) === undefined ? drop(target) : leave(target, error))
      throw error
    } finally {
      watch.end()
    }
    if (offset === size) return { offset, size, problem: await finish(id, key, digest) }
    await endConnection(records.db, id, epoch, offset)
    return { offset, size, expiresAt, problem: null }
  }

  /** Requires a body from the beginning on for a complete upload to have the same content. */
  const compare = async ({ object }: UploadRow, body: Body, ending: AbortSignal): Promise<void> => {
    const stored = object === null ? undefined : await findObject(records.db, object)
    const signal = body.pace ? AbortSignal.any([ending, body.pace]) : ending
    await requireSameContent(body, stored, { ...batch, budget, clock, signal })
  }

  /** All bytes have arrived: ends any pause by the line, then seals. */
  const seal = async (id: string, key: string, size: number): Promise<void> => {
    progress.arrived(id)
    try {
      await store.seal(key, size)
    } catch (error) {
      // The object may hold bytes of another connection, so it is hashed anew once it is sealed.
      digests.forget(id)
      throw error
    }
  }

  /** Checks a sealed object; gives the gate's verdict. */
  const finish = async (id: string, key: string, digest: Digest | undefined): Promise<Problem | null> => {
    digests.forget(id)
    const problem = await inspection.inspect({ upload: id, object: key }, digest)
    progress.forget(id)
    return problem
  }

  /** Drops an incomplete whole body, so that bytes of another body are never appended to it. */
  const drop = async ({ upload: { id }, key }: Target): Promise<void> => {
    digests.forget(id)
    progress.forget(id)
    await inspection.drop({ upload: id, object: key })
  }

  /** A connection ended early: rejects the content, keeps its bytes, or removes them when they are not wanted. */
  const leave = async (target: Target, error: unknown): Promise<void> => {
    const { upload, tell, key, epoch } = target
    const { id, size } = upload
    const verdict = verdictIn(error)
    if (verdict !== undefined) {
      digests.forget(id)
      progress.forget(id)
      await inspection.reject({ upload: id, object: key }, verdict)
      return
    }
    const offset = await store.length(key, epoch).catch(() => undefined)
    if (offset === undefined || digests.of(id, key, offset) === undefined) digests.forget(id)
    const now = await findUpload(records.db, id)
    if (now?.object !== key) {
      digests.forget(id)
      progress.forget(id)
      // The upload lost its object meanwhile: a late write may have begun a new object under the old key.
      await store.remove(key).catch(() => undefined)
      return
    }
    // The store did not answer; the next connection asks it again.
    if (offset === undefined) return
    await endConnection(records.db, id, epoch, offset)
    // An upload paused by its sender is not also paused by the line, and another node tells of one that it has taken over.
    if (now.paused || now.epoch > epoch) progress.forget(id)
    // Sealing failed: the sweep tries it again.
    else if (offset === size) progress.arrived(id)
    else progress.reach(id, tell, { epoch, bytes: offset })
  }

  const whereIs = async ({ upload, stage, expiresAt }: Allowed): Promise<Offset> => {
    const { id, object, size, epoch } = upload
    if (stage.at !== 'arriving') {
      requireNotGone(stage)
      return { offset: size, size }
    }
    if (object === null) return { offset: 0, size, expiresAt }
    const offset = await store.length(object, epoch)
    const digest = digests.of(id, object, offset)
    if (offset < size) return { offset, size, expiresAt, digest: digest?.soFar() }
    await seal(id, object, size)
    const problem = await finish(id, object, digest)
    if (problem !== null) throw new ChairsideError(problem)
    return { offset, size }
  }

  return {
    of: (owner) => ({
      // Authorizes first, because a stranger must not end the running connection, and again once it has ended.
      where: async (who, id) => {
        const asked = await claim(who, { owner, id })
        return connections.succeed(id, 'ask', async (_, first) =>
          whereIs(await authorizeNext(who, { asked, first })),
        )
      },
      receive: async (who, id, body) => {
        const asked = await claim(who, { owner, id })
        return connections.succeed(id, 'send', async (signal, first) =>
          receive(who, await authorizeNext(who, { asked, first }), body, signal),
        )
      },
      missing: async (who, id) => {
        const { stage, upload, tell } = await authorize(records.db, who, { owner, id })
        if (stage.at !== 'arriving') return
        await noteMissing(records.db, id, upload.epoch)
        progress.miss(id, tell, upload)
      },
    }),
    complete: async (id) => {
      if (connections.isRunning(id)) return
      await connections.succeed(id, 'send', async () => {
        const upload = await findUpload(records.db, id)
        if (!upload?.object || upload.checked) return
        const { object: key, size } = upload
        if (inspection.isBusyWith({ upload: id, object: key })) return
        const isWhole = (await store.length(key, upload.epoch)) === size
        if (isWhole) await seal(id, key, size)
        // Bytes are missing: an upload that still arrives starts again; one that is being checked has lost its content.
        else await inspection.drop({ upload: id, object: key })
        const now = isWhole ? upload : await findUpload(records.db, id)
        if (now?.object === key) await finish(id, key, digests.of(id, key, size))
      })
    },
    recount: async ({ id, object, size, bytes, epoch, whole }) => {
      if (object === null || connections.isRunning(id)) return
      // `drop` does nothing to a content whose check has begun.
      if (whole) return inspection.drop({ upload: id, object })
      await endConnection(records.db, id, epoch, bytes < size ? await store.length(object, epoch) : bytes)
    },
    tidy: async () => {
      await progress.tidy()
      await digests.tidy(async (id, key) => isAwaited(await findUpload(records.db, id), key))
    },
    pause: (id) => void connections.stop(id, new ChairsideError(pausedBySender)),
    stop: async (id, why) => {
      inspection.stop(id)
      await connections.stop(id, why)
      digests.forget(id)
      progress.forget(id)
    },
    close: connections.close,
  }
}
