import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KB } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import { release } from '../chunks/release.ts'
import { withoutFirst } from '../chunks/without-first.ts'

/** Bytes to send: in memory as the very chunks that came, or a stretch of a file. */
export type Body = { readonly size: number } & (
  | { readonly chunks: readonly Uint8Array[] }
  | { readonly path: string; readonly start: number }
)

/** Bytes that wait until they are stored. */
export interface Gathering {
  readonly size: number
  /** Takes chunks, which are its own from now on. One that throws has taken none of them. */
  add(chunks: readonly Uint8Array[]): Promise<void>
  /** What it has from byte `start` on. */
  body(start: number): Body
  /** Lets go of everything. */
  drop(): Promise<void>
}

export interface Gatherings {
  open(): Gathering
  /** Whether memory has room for so many bytes more. */
  hasRoom(bytes: number): boolean
}

/** Smaller chunks cost more memory than they bring bytes: they are put together. */
const small = 4 * KB

/**
 * Gatherings share a budget of memory; one that finds no room moves to a file in the folder, which keeps nothing
 * from an earlier process.
 */
export async function openGatherings(folder: string, budget: Budget): Promise<Gatherings> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // They last longer than anything else that takes of it, so they leave some room to what only passes through.
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
      // At its place, not at the end: what a write that failed has left there is written over.
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
