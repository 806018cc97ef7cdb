import { type FileHandle, open } from 'node:fs/promises'

/** Forces one file's writes onto stable storage, away from the main thread. */
export interface Durable {
  /** Resolves when everything written before the call is on stable storage. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * For the file at a path, which is there when it is first asked and stays the same until it is closed.
 *
 * Once it fails it fails for good. The system takes what it could not write for written, so that the next sync would
 * succeed over a hole (fsync(2), "EIO"); only a new process reads what is really there.
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

/** Runs `work` for all who ask, one run at a time: who asks while one runs shares the next, which begins later. */
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
    // Before the one that runs is looked at: that is over a moment before the next one begins.
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
