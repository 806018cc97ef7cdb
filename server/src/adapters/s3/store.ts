import { join } from 'node:path'
import { ChairsideError } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import type { Limits, S3Settings } from '../../config.ts'
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

/** What this node remembers of an object that grows. */
interface Memory {
  readonly object: Unsealed
  /** Ends the look at what it has not stored yet. */
  cancel: () => void
}

/**
 * Objects in a bucket. What is appended is stored in full parts as it comes, and all of it when its length is asked,
 * when it is sealed, or after `limits.tail`.
 *
 * Throws a plain sentence where the bucket cannot be used.
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

  /** What is left lying does no harm: the sweep finds it. */
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

  /** Stores what came, again and again while more comes; then whoever goes on finds it in the bucket. */
  const look = (key: string, memory: Memory): void => {
    memory.cancel = clock.after(limits.tail, () => {
      const work = async (): Promise<void> => {
        if (memories.get(key) !== memory) return
        if (memory.object.isSaved) return forget(key)
        // The bucket may be away: it is tried again.
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

  /** An unsealed object as the bucket has it, or the size of a sealed one. */
  const find = async (key: string, epoch: number): Promise<Unsealed | number> => {
    const memory = memories.get(key)?.object
    // What only this node has is stored first: it may be what the bucket lacks.
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

  /** What a connection goes on with: what is remembered of it or of the one before, or else what the bucket has. */
  const take = async (key: string, epoch: number, at: number): Promise<Unsealed | number> => {
    const object = memories.get(key)?.object
    if (object !== undefined) {
      const isNext = epoch === object.epoch + 1 && at === object.end
      if (epoch <= object.epoch || isNext) return object
    }
    // The very first connection of an upload finds nothing: that need not be asked.
    if (object === undefined && epoch <= 1 && at === 0)
      return remember(key, createUnsealed(key, nothing, { bucket, gatherings, discard }))
    return find(key, 0)
  }

  /** One thing at a time for each object; what is remembered does not outlive an answer that contradicts it. */
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
        // What is remembered and whole need not be looked for; another one that was sealed first is found out.
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
