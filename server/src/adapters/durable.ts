import { type FileHandle, open } from 'node:fs/promises'

/** Forces one file's writes onto stable storage, away from the main thread. */
export interface Durable {
  /** Resolves when everything written before the call is on stable storage. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** For the file at a path, which is there when it is first asked and stays the same until it is closed. */
export function keepDurable(path: string): Durable {
  let file: Promise<FileHandle> | undefined
  const sync = inShares(async () => {
    file ??= open(path, 'r+')
    await (await file).datasync()
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
    if (running === undefined) return begin()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
}
