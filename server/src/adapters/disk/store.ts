import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ChairsideError, KB, MB } from '@chairside/protocol'
import type { ObjectStore } from '../../seams.ts'
import { createKeyedQueue } from '../async/keyed-queue.ts'
import { release } from '../chunks/release.ts'
import { beginGrowing, type Growing, openGrowing } from './growing.ts'
import { createBuffers, readDisk } from './read.ts'

/** How many keys a sweep asks about at once: databases limit the number of parameters. */
const batch = 500

/** Bytes read at once (more cost memory and save nothing), and bytes of unused buffers that are kept. */
const reading = { size: 512 * KB, kept: 16 * MB }

/**
 * Stores objects as files of the data folder: unsealed ones in one folder, sealed ones in another.
 *
 * @param fsync false forces nothing onto the disk: a loss of power may cost acknowledged bytes
 */
export async function openDisk(dataDir: string, { fsync = true } = {}): Promise<ObjectStore> {
  const unsealed = join(dataDir, 'objects', 'unsealed')
  const sealed = join(dataDir, 'objects', 'sealed')
  await mkdir(unsealed, { recursive: true, mode: 0o700 })
  await mkdir(sealed, { recursive: true, mode: 0o700 })
  const epochs = new Map<string, number>()
  const growing = new Map<string, Growing>()
  const turns = createKeyedQueue()
  const buffers = createBuffers(reading.size, reading.kept)

  /** Unsealed objects whose sync failed and whose file is still to be removed. */
  const spoiled = new Set<string>()
  /** Why the sync of a folder failed. */
  let failure: { readonly cause: unknown } | undefined

  /** Runs the changes of one object in sequence, so that each finds what the one before left. */
  const inTurn = <Result>(key: string, work: () => Promise<Result>): Promise<Result> =>
    turns(key, async () => {
      if (spoiled.has(key)) await clear(key)
      return work()
    }).catch((error) => {
      throw translate(error)
    })

  const clear = async (key: string): Promise<void> => {
    await rm(join(unsealed, key), { force: true })
    spoiled.delete(key)
  }

  /** The unsealed file of an object, open until `letGo`. */
  const grow = async (key: string): Promise<Growing> => {
    const file = growing.get(key) ?? (await openGrowing(join(unsealed, key)))
    growing.set(key, file)
    return file
  }

  const letGo = async (key: string): Promise<void> => {
    const file = growing.get(key)
    growing.delete(key)
    await file?.close()
  }

  /**
   * Forces an unsealed file onto stable storage, and closes it. After a failed sync the system regards the
   * lost bytes as written, and the next sync would succeed over a hole (fsync(2), "EIO"). The next process would
   * trust that file, so the object is removed and its upload begins anew.
   */
  const force = async (key: string, file: Growing): Promise<void> => {
    try {
      if (fsync) await file.sync()
    } catch (error) {
      spoiled.add(key)
      await clear(key).catch(() => undefined)
      throw error
    } finally {
      await letGo(key)
    }
  }

  /**
   * Syncs folders: only then is a new or renamed file on stable storage. After one failure every call fails
   * until the next start, because it is unknown which names were lost.
   */
  const settle = async (...folders: string[]): Promise<void> => {
    if (!fsync) return
    for (const folder of folders) {
      if (failure !== undefined) throw failure.cause
      const handle = await open(folder, 'r')
      try {
        await handle.sync()
      } catch (cause) {
        failure = { cause }
        throw cause
      } finally {
        await handle.close()
      }
    }
  }

  /** The unsealed file of an object that ends at `at`. Throws UPLOAD_OFFSET_MISMATCH for any other end. */
  const growFrom = async (key: string, at: number): Promise<Growing> => {
    const known = growing.get(key)
    if (known?.end === at) return known
    const whole = known === undefined ? await sizeOf(join(sealed, key)) : undefined
    if (at === 0 && known === undefined && whole === undefined) {
      // Creates a new file in one step, without `stat` first.
      const begun = await beginGrowing(join(unsealed, key))
      if (begun !== undefined) {
        growing.set(key, begun)
        return begun
      }
    }
    const end = whole ?? known?.end ?? (await sizeOf(join(unsealed, key))) ?? 0
    if (whole !== undefined || end !== at)
      throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: end, actual: at })
    return grow(key)
  }

  return {
    append: (key, { epoch, at, chunks }) =>
      inTurn(key, async () => {
        if (epoch < (epochs.get(key) ?? 0)) throw new ChairsideError('UPLOAD_TAKEN_OVER')
        epochs.set(key, epoch)
        const file = await growFrom(key, at)
        try {
          await file.write(chunks)
          release(chunks)
        } catch (error) {
          await letGo(key)
          throw error
        }
      }),
    length: (key) =>
      inTurn(key, async () => {
        if ((await sizeOf(join(unsealed, key))) === undefined) {
          // The file is gone: close its handle, so that no more bytes go there.
          await letGo(key)
          return (await sizeOf(join(sealed, key))) ?? 0
        }
        const file = await grow(key)
        await force(key, file)
        await settle(unsealed)
        return file.end
      }),
    seal: (key, size) =>
      inTurn(key, async () => {
        const grown = growing.get(key)?.end ?? (await sizeOf(join(unsealed, key)))
        const actual = grown ?? (await sizeOf(join(sealed, key))) ?? 0
        if (grown === undefined && actual === size) {
          // An earlier seal may have crashed between its rename and its sync.
          await settle(unsealed, sealed)
          return
        }
        if (actual !== size) throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: size, actual })
        await force(key, await grow(key))
        await rename(join(unsealed, key), join(sealed, key))
        await settle(unsealed, sealed)
        epochs.delete(key)
      }),
    read: async function* (key, range, { signal, lend = false } = {}) {
      const { start, end } = range
      if (end < start) return
      try {
        yield* readDisk(join(sealed, key), range, { buffers, lend, signal })
      } catch (error) {
        if (signal?.aborted) throw error
        throw codeOf(error) === 'ENOENT'
          ? new ChairsideError('NOT_FOUND', { cause: error })
          : translate(error)
      }
    },
    remove: (key) =>
      inTurn(key, async () => {
        epochs.delete(key)
        await letGo(key)
        for (const folder of [unsealed, sealed]) await rm(join(folder, key), { force: true })
      }),
    sweep: async (before, wanted) => {
      let removed = 0
      for (const folder of [unsealed, sealed]) {
        const old: string[] = []
        for (const key of await readdir(folder)) {
          const found = await stat(join(folder, key)).catch(() => undefined)
          if (found !== undefined && found.mtimeMs < before) old.push(key)
        }
        for (let at = 0; at < old.length; at += batch) {
          const some = old.slice(at, at + batch)
          const keep = await wanted(some)
          for (const key of some.filter((candidate) => !keep.has(candidate))) {
            await rm(join(folder, key), { force: true })
            removed += 1
          }
        }
      }
      return removed
    },
    close: async () => {
      for (const key of [...growing.keys()]) await letGo(key)
      epochs.clear()
    },
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** ENOENT here is STORAGE_UNAVAILABLE, never NOT_FOUND: the sender must ask for the upload's offset again. */
function translate(error: unknown): ChairsideError {
  if (error instanceof ChairsideError) return error
  const options = { cause: error }
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new ChairsideError('STORAGE_FULL', options)
    default:
      return new ChairsideError('STORAGE_UNAVAILABLE', options)
  }
}
