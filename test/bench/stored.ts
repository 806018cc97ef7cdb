import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pause } from './server.ts'
import { bytesOf, type Workload } from './workload.ts'

/** The place where Chairside stores bytes, read from outside. */
export interface Keeping {
  /** Throws unless the bytes of a workload are stored. */
  require(name: string, workload: Workload): Promise<void>
  /** Resolves when the bytes of withdrawn files are gone. */
  emptied(): Promise<void>
}

/** Reads the data folder. */
export function keptOnDisk(dataDir: string): Keeping {
  const objects = join(dataDir, 'objects')
  return {
    require: async (name, workload) => requireBytes(name, bytesIn(objects), workload, 0),
    emptied: () => untilEmpty(() => bytesIn(objects)),
  }
}

/** Throws unless a workload is stored. A store may add up to `more` bytes to each file. */
export function requireBytes(name: string, stored: number, workload: Workload, more = 2000): void {
  const wanted = bytesOf(workload)
  if (stored < wanted || stored > wanted + workload.files * more)
    throw new Error(`${name} stored ${stored} bytes of ${wanted}`)
}

export async function untilEmpty(stored: () => number | Promise<number>): Promise<void> {
  const deadline = performance.now() + 20_000
  while ((await stored()) > 0) {
    if (performance.now() > deadline) throw new Error('what was withdrawn is still stored')
    await pause(10)
  }
}

/** The bytes of all files under a folder. */
export function bytesIn(folder: string): number {
  // A file may be removed meanwhile.
  const sizes = filesIn(folder).map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((total, size) => total + size, 0)
}

export function clear(folder: string): void {
  for (const path of filesIn(folder)) rmSync(path, { force: true })
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
