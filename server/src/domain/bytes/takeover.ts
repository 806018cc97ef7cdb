import { ChairsideError } from '@chairside/protocol'

/** The answer to a connection while the sender pauses the upload: only the sender's resume ends the pause. */
export const pausedBySender = { code: 'CONFLICT', found: 'paused' } as const

/** What a connection does to an upload: `send` claims it, `ask` only waits for its turn. */
export type Purpose = 'send' | 'ask'

/** The connections of uploads. The newest connection of an upload ends the one before. */
export interface Takeover {
  /**
   * Ends the running connection with UPLOAD_TAKEN_OVER, waits for its last write, then runs `work`. One that asks is
   * not ended: the newer one waits for its answer. The signal aborts with the reason when the connection is ended; `first`
   * says that none ran before. Throws SHUTTING_DOWN.
   */
  succeed<Result>(
    upload: string,
    purpose: Purpose,
    work: (signal: AbortSignal, first: boolean) => Promise<Result>,
  ): Promise<Result>
  isRunning(upload: string): boolean
  /** Ends the running connection with `why`; resolves after its last write. */
  stop(upload: string, why: ChairsideError): Promise<void>
  /** Ends all connections with SHUTTING_DOWN and accepts no more. */
  close(): Promise<void>
}

interface Run {
  readonly purpose: Purpose
  readonly stop: (why: ChairsideError) => void
  readonly done: Promise<unknown>
}

export function createTakeover(): Takeover {
  const runs = new Map<string, Run>()
  let closing = false

  return {
    succeed: async (id, purpose, work) => {
      if (closing) throw new ChairsideError('SHUTTING_DOWN')
      const before = runs.get(id)
      const ending = new AbortController()
      const mine = (async () => {
        if (before?.purpose === 'send') before.stop(new ChairsideError('UPLOAD_TAKEN_OVER'))
        await before?.done.catch(() => undefined)
        ending.signal.throwIfAborted()
        return work(ending.signal, before === undefined)
      })()
      const run: Run = { purpose, stop: (why) => ending.abort(why), done: mine }
      runs.set(id, run)
      try {
        return await mine
      } finally {
        if (runs.get(id) === run) runs.delete(id)
      }
    },
    isRunning: (id) => runs.has(id),
    stop: async (id, why) => {
      const run = runs.get(id)
      run?.stop(why)
      await run?.done.catch(() => undefined)
    },
    close: async () => {
      closing = true
      for (const run of runs.values()) run.stop(new ChairsideError('SHUTTING_DOWN'))
      await Promise.allSettled([...runs.values()].map((run) => run.done))
    },
  }
}
