import { type FileHandle, open } from 'node:fs/promises'

/** Forces one file's writes onto stable storage, away from the main thread. */
export interface Durable {
  /** Resolves when everything written before the call is on stable storage. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps the file at a path durable. The file must exist at the first `sync` and not be replaced until `close`.
 *
 * After one failure every `sync` fails. The system counts the lost bytes as written: the next sync would succeed
 * without them (fsync(2), "EIO"); only a new process reads what is really there.
 */
export function keepDurable(path: string): Durable {
  let file: Promise<FileHandle> | undefined
  let failure: { readonly cause: unknown } | undefined
  const sync = inShares(async () => {
    if (failure !== undefined) throw failure.cause
    file ??= open(path, 'r+')
    const opened = await file.catch((error) => {
      file = undefined
      throw error
    })
    try {
      await opened.datasync()
    } catch (cause) {
      failure = { cause }
      throw cause
    }
  })
  return {
    sync,
    close: async () => {
      const opened = await file?.catch(() => undefined)
      await opened?.close()
    },
  }
}

/** Runs `work` one at a time: all calls during a run share the next run. */
export function inShares(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  const begin = (): Promise<void> => {
    const mine = work().finally(() => {
      running = undefined
    })
    running = mine
    return mine
  }
  return () => {
    // This is first, because `running` is cleared a moment before the next run begins.
    if (next !== undefined) return next
    if (running === undefined) return begin()
    next = running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
}
