import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KB } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import { release } from '../chunks/release.ts'
import { withoutFirst } from '../chunks/without-first.ts'

/** Bytes to send: received chunks in memory, or the end of a file from `start` on. */
export type Body = { readonly size: number } & (
  | { readonly chunks: readonly Uint8Array[] }
  | { readonly path: string; readonly start: number }
)

/** Bytes not stored yet. */
export interface Gathering {
  readonly size: number
  /** Takes chunks over. When it throws, it has taken none. */
  add(chunks: readonly Uint8Array[]): Promise<void>
  /** Its bytes from `start` on. */
  body(start: number): Body
  /** Releases all memory and the file. */
  drop(): Promise<void>
}

/** Opens gatherings that share one budget. */
export interface Gatherings {
  open(): Gathering
  /** Whether the budget has room for `bytes` more. */
  hasRoom(bytes: number): boolean
}

/** In bytes. Smaller chunks cost more memory than they hold, so they are joined. */
const small = 4 * KB

/**
 * A gathering that finds no room in the budget moves to a file in `folder`, which is emptied first.
 */
export async function openGatherings(folder: string, budget: Budget): Promise<Gatherings> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Gatherings hold memory longest, so they leave an eighth to bytes that only pass through.
  const reserve = budget.left / 8
  const hasRoom = (bytes: number): boolean => budget.left >= bytes + reserve
  const take = (bytes: number): boolean => hasRoom(bytes) && budget.take(bytes)
  return { open: () => createGathering(join(folder, randomUUID()), { take, give: budget.give }), hasRoom }
}

function createGathering(path: string, budget: Pick<Budget, 'take' | 'give'>): Gathering {
  let chunks: Uint8Array[] = []
  let size = 0
  let spool: FileHandle | undefined

  const spill = async (more: readonly Uint8Array[]): Promise<void> => {
    const file = await open(path, 'wx', 0o600)
    try {
      await write(file, [...chunks, ...more], 0)
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
    spool = file
    release(chunks)
    release(more)
    chunks = []
    budget.give(size)
  }

  return {
    get size() {
      return size
    },
    add: async (more) => {
      const bytes = more.reduce((sum, chunk) => sum + chunk.length, 0)
      // At `size`, not at the end: overwrites what a failed write has left.
      if (spool !== undefined) {
        await write(spool, more, size)
        release(more)
      } else if (!budget.take(bytes)) await spill(more)
      else if (bytes < more.length * small) {
        chunks.push(Buffer.concat(more))
        release(more)
      } else chunks.push(...more)
      size += bytes
    },
    body: (start) =>
      spool === undefined
        ? { size: size - start, chunks: withoutFirst(chunks, start) }
        : { size: size - start, path, start },
    drop: async () => {
      const file = spool
      if (file === undefined) budget.give(size)
      release(chunks)
      chunks = []
      size = 0
      spool = undefined
      await file?.close()
      if (file !== undefined) await rm(path, { force: true })
    },
  }
}

async function write(file: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void> {
  let [left, at] = [chunks.filter((chunk) => chunk.length > 0), position]
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left, at)
    left = withoutFirst(left, bytesWritten)
    at += bytesWritten
  }
}
