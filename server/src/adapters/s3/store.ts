import { join } from 'node:path'
import { ChairsideError } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import type { S3Settings } from '../../config.ts'
import type { Limits } from '../../limits.ts'
import type { Clock, ObjectStore, Presigner } from '../../seams.ts'
import { createKeyedQueue } from '../async/keyed-queue.ts'
import { createBucket } from './bucket.ts'
import { createS3Client } from './client.ts'
import { isPassing, translate } from './error.ts'
import { findObject, piecesOf, uploadsOf } from './find.ts'
import { openGatherings } from './gathering.ts'
import { objectName } from './layout.ts'
import { claimBucket } from './owner.ts'
import { createSender } from './part.ts'
import { createPresigner } from './presign.ts'
import { proveBucket } from './prove.ts'
import { readObject } from './read.ts'
import { sweepBucket } from './sweep.ts'
import { createUnsealed, type Unsealed } from './unsealed.ts'

/** What this node keeps of an unsealed object. */
interface Memory {
  readonly object: Unsealed
  /** Cancels the next save. */
  cancel: () => void
}

/**
 * Stores objects in a bucket: full parts as bytes arrive, all other bytes when `length` or `seal` is called,
 * or after `limits.tail`.
 *
 * Throws a plain sentence when the bucket cannot be used.
 */
export async function openS3({
  settings,
  records,
  dataDir,
  budget,
  clock,
  limits,
}: {
  settings: S3Settings
  /** The identity of the records that know what lies in the bucket. */
  records: string
  dataDir: string
  budget: Budget
  clock: Clock
  limits: Limits
}): Promise<{ readonly store: ObjectStore; readonly presigner: Presigner | undefined }> {
  const closing = new AbortController()
  const client = createS3Client(settings, limits)
  const sender = createSender(client, settings.bucket, limits, closing.signal)
  const trusting = createBucket(client, settings, sender, { put: true, complete: true }, closing.signal)
  const heeds = await proveBucket(client, settings, trusting)
  const bucket = createBucket(client, settings, sender, heeds, closing.signal)
  await claimBucket(bucket, settings, records)
  const gatherings = await openGatherings(join(dataDir, 'spool'), budget)
  const inTurn = createKeyedQueue()
  const memories = new Map<string, Memory>()
  const discarding = new Set<Promise<void>>()

  /** Deletes objects in the background; the sweep finds what is left. */
  const discard = (names: readonly string[]): void => {
    if (names.length === 0) return
    const work = Promise.allSettled(names.map((name) => bucket.delete(name))).then(() => {
      discarding.delete(work)
    })
    discarding.add(work)
  }

  const forget = async (key: string): Promise<void> => {
    const memory = memories.get(key)
    memories.delete(key)
    memory?.cancel()
    await memory?.object.drop()
  }

  /** Saves the object every `limits.tail`, so that another node can go on; forgets it once all is saved. */
  const look = (key: string, memory: Memory): void => {
    memory.cancel = clock.after(limits.tail, () => {
      const work = async (): Promise<void> => {
        if (memories.get(key) !== memory) return
        if (memory.object.isSaved) return forget(key)
        // If the bucket is unreachable, the next look tries again.
        await memory.object.save().catch(() => undefined)
        look(key, memory)
      }
      inTurn(key, work).catch(() => undefined)
    })
  }

  const remember = (key: string, object: Unsealed): Unsealed => {
    const memory = { object, cancel: () => undefined }
    memories.set(key, memory)
    look(key, memory)
    return object
  }

  const nothing = { state: 'unsealed', id: undefined, parts: [], tail: [], epoch: 0 } as const

  /** The unsealed object as stored in the bucket, or the size of a sealed one. */
  const find = async (key: string, epoch: number): Promise<Unsealed | number> => {
    const memory = memories.get(key)?.object
    // First saves what only this node has.
    await memory?.save().catch((error) => {
      if (isPassing(error)) throw error
    })
    await forget(key)
    const found = await findObject(bucket, key)
    if (found.state === 'sealed') return found.size
    const object = createUnsealed(key, found, { bucket, gatherings, discard })
    object.epoch = Math.max(epoch, found.epoch)
    return remember(key, object)
  }

  /** The object that a connection continues: from memory if it fits this connection, else from the bucket. */
  const take = async (key: string, epoch: number, at: number): Promise<Unsealed | number> => {
    const object = memories.get(key)?.object
    if (object !== undefined) {
      const isNext = epoch === object.epoch + 1 && at === object.end
      if (epoch <= object.epoch || isNext) return object
    }
    // The first connection of an upload cannot find anything, so it does not ask the bucket.
    if (object === undefined && epoch <= 1 && at === 0)
      return remember(key, createUnsealed(key, nothing, { bucket, gatherings, discard }))
    return find(key, 0)
  }

  /** Runs the changes of one object in sequence. A lasting refusal of the bucket discards the memory. */
  const change = <Result>(key: string, work: () => Promise<Result>): Promise<Result> =>
    inTurn(key, async () => {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof ChairsideError) && !isPassing(error)) await forget(key)
        throw translate(error)
      }
    })

  const store: ObjectStore = {
    append: (key, { epoch, at, chunks }) =>
      change(key, async () => {
        const object = await take(key, epoch, at)
        if (typeof object === 'number')
          throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: object, actual: at })
        if (epoch < object.epoch) throw new ChairsideError('UPLOAD_TAKEN_OVER')
        if (at !== object.end)
          throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: object.end, actual: at })
        object.epoch = epoch
        await object.add(chunks)
      }),
    length: (key, epoch) =>
      change(key, async () => {
        const known = memories.get(key)?.object
        const object = known !== undefined && known.epoch >= epoch ? known : await find(key, epoch)
        if (typeof object === 'number') return object
        await object.save()
        return object.end
      }),
    seal: (key, size) =>
      change(key, async () => {
        const known = memories.get(key)?.object
        // Does not ask the bucket about a complete object in memory: `seal` notices if another one was sealed first.
        const sealed = known?.end === size ? undefined : await bucket.size(objectName(key))
        const object = sealed ?? known ?? (await find(key, 0))
        const end = typeof object === 'number' ? object : object.end
        if (end !== size)
          throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: size, actual: end })
        try {
          if (typeof object !== 'number') await object.seal()
        } catch (error) {
          if (error instanceof ChairsideError) await forget(key)
          throw error
        }
        await forget(key)
      }),
    read: (key, range, { signal } = {}) =>
      readObject(bucket, key, range, { ...(signal ? { signal } : {}), clock, silence: limits.storeSilence }),
    remove: (key) =>
      change(key, async () => {
        await forget(key)
        for (const { name, id } of await uploadsOf(bucket, key)) await bucket.abort(name, id)
        await bucket.delete(objectName(key))
        for (const piece of await piecesOf(bucket, key)) await bucket.delete(piece.name)
      }),
    sweep: async (before, wanted) => {
      try {
        return await sweepBucket({ bucket, before, wanted, forget: (key) => inTurn(key, () => forget(key)) })
      } catch (error) {
        throw translate(error)
      }
    },
    close: async () => {
      closing.abort()
      for (const key of [...memories.keys()]) await forget(key)
      await Promise.all(discarding)
      sender.close()
      client.destroy()
    },
  }
  return { store, presigner: settings.redirect ? createPresigner(client, settings, limits) : undefined }
}
