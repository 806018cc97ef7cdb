import { type FileHandle, open } from 'node:fs/promises'
import { withoutFirst } from '../chunks/without-first.ts'

/** An unsealed file, open for many batches. */
export interface Growing {
  /** Bytes written. */
  readonly end: number
  /** Adds chunks at the end. After an error `end` is wrong: close the file and open it anew. */
  write(chunks: readonly Uint8Array[]): Promise<void>
  /** Resolves when all written bytes are on stable storage. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Creates the file at a path; undefined when it already exists. */
export async function beginGrowing(path: string): Promise<Growing | undefined> {
  try {
    return growing(await open(path, 'ax', 0o600), 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  }
}

/** Opens the file at a path to append to it; creates a missing one. */
export async function openGrowing(path: string): Promise<Growing> {
  const file = await open(path, 'a', 0o600)
  try {
    return growing(file, (await file.stat()).size)
  } catch (error) {
    await file.close()
    throw error
  }
}

function growing(file: FileHandle, begin: number): Growing {
  let end = begin
  return {
    get end() {
      return end
    },
    write: async (chunks) => {
      let left = chunks.filter((chunk) => chunk.length > 0)
      while (left.length > 0) {
        const { bytesWritten } = await file.writev(left)
        end += bytesWritten
        left = withoutFirst(left, bytesWritten)
      }
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  }
}
