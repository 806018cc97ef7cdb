import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ChairsideError, KB } from '@chairside/protocol'
import type { ObjectStore } from '../seams.ts'

/** How many objects a sweep asks about at once; a database takes only so many values in one question. */
const batch = 500

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

function translate(error: unknown): ChairsideError {
  if (error instanceof ChairsideError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new ChairsideError('NOT_FOUND', { cause: error })
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new ChairsideError('STORAGE_FULL', { cause: error })
  return new ChairsideError('STORAGE_UNAVAILABLE', { cause: error })
}

/** Objects as files of the data folder: unsealed ones grow in one folder, sealed ones stand in the other. */
export async function openDisk(dataDir: string): Promise<ObjectStore> {
  const growing = join(dataDir, 'objects', 'unsealed')
  const kept = join(dataDir, 'objects', 'sealed')
  await mkdir(growing, { recursive: true, mode: 0o700 })
  await mkdir(kept, { recursive: true, mode: 0o700 })
  const epochs = new Map<string, number>()

  const withFile = async <Result>(
    path: string,
    flags: string,
    work: (file: FileHandle) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const file = await open(path, flags, 0o600)
      try {
        return await work(file)
      } finally {
        await file.close()
      }
    } catch (error) {
      throw translate(error)
    }
  }

  const sizeOf = async (path: string): Promise<number | undefined> => {
    try {
      return (await stat(path)).size
    } catch (error) {
      if (isMissing(error)) return undefined
      throw translate(error)
    }
  }

  // A rename is on stable storage once its folders are.
  const settle = async (...folders: string[]): Promise<void> => {
    for (const folder of folders) await withFile(folder, 'r', (file) => file.sync())
  }

  const turns = new Map<string, Promise<void>>()
  /** What changes an object goes one after the other, so that each finds it as the one before left it. */
  const inTurn = <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const mine = (turns.get(key) ?? Promise.resolve()).then(work)
    const done = (): void => {
      if (turns.get(key) === turn) turns.delete(key)
    }
    const turn: Promise<void> = mine.then(done, done)
    turns.set(key, turn)
    return mine
  }

  /** Throws unless an object may still grow and ends at `at`. */
  const requireEnd = async (key: string, at: number): Promise<void> => {
    const grown = await sizeOf(join(growing, key))
    const sealed = grown === undefined ? await sizeOf(join(kept, key)) : undefined
    const end = grown ?? sealed ?? 0
    if (sealed !== undefined || end !== at)
      throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: end, actual: at })
  }

  return {
    append: (key, { epoch, at, chunks }) =>
      inTurn(key, async () => {
        if (epoch < (epochs.get(key) ?? 0)) throw new ChairsideError('UPLOAD_TAKEN_OVER')
        epochs.set(key, epoch)
        await requireEnd(key, at)
        await withFile(join(growing, key), 'a', async (file) => {
          let left = chunks.filter((chunk) => chunk.length > 0)
          while (left.length > 0) {
            const { bytesWritten } = await file.writev(left)
            left = withoutFirst(left, bytesWritten)
          }
        })
        // A new file is on stable storage once its folder is.
        if (at === 0) await settle(growing)
      }),
    length: async (key) => {
      if ((await sizeOf(join(growing, key))) === undefined) return (await sizeOf(join(kept, key))) ?? 0
      return withFile(join(growing, key), 'r+', async (file) => {
        await file.datasync()
        return (await file.stat()).size
      })
    },
    seal: (key, size) =>
      inTurn(key, async () => {
        if ((await sizeOf(join(kept, key))) === size) return
        await withFile(join(growing, key), 'r+', async (file) => {
          const actual = (await file.stat()).size
          if (actual !== size)
            throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: size, actual })
          await file.sync()
        })
        await rename(join(growing, key), join(kept, key)).catch((error) => {
          throw translate(error)
        })
        await settle(growing, kept)
        epochs.delete(key)
      }),
    read: async function* (key, { start, end }, signal) {
      if (end < start) return
      const source = createReadStream(join(kept, key), {
        start,
        end,
        highWaterMark: 256 * KB,
        ...(signal ? { signal } : {}),
      })
      try {
        yield* source as AsyncIterable<Uint8Array>
      } catch (error) {
        throw signal?.aborted ? error : translate(error)
      } finally {
        source.destroy()
      }
    },
    remove: (key) =>
      inTurn(key, async () => {
        epochs.delete(key)
        for (const folder of [growing, kept]) await rm(join(folder, key), { force: true })
      }),
    sweep: async (before, wanted) => {
      let removed = 0
      for (const folder of [growing, kept]) {
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
    close: async () => epochs.clear(),
  }
}

/** What is left of a list of chunks after so many of its bytes were written: writev may write fewer than asked. */
function withoutFirst(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  const left: Uint8Array[] = []
  let skip = written
  for (const chunk of chunks) {
    if (skip < chunk.length) left.push(chunk.subarray(skip))
    skip = Math.max(0, skip - chunk.length)
  }
  return left
}
