import { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import type { Log } from '../../log.ts'
import type { Clock } from '../../seams.ts'

/** Something to write into the records that must not be lost while they cannot be reached. */
export interface Task {
  /** Does it, as often as it is called: where a commit was not answered, it is called although it was done. */
  work(): Promise<void>
  /** Is called once it is given up: the records stayed away too long, too much waits, or the error is none of theirs. */
  lost(error: unknown): void
}

/** Does tasks one after the other, and tries them again until the records can be reached. */
export interface Again {
  /** Begins a task, after those that wait already. */
  add(task: Task): void
  /** Tries a last time what still waits. No other call may follow. */
  close(): Promise<void>
}

export function createAgain({
  clock,
  limits,
  log,
}: {
  clock: Clock
  limits: Pick<Limits, 'again' | 'againFor' | 'againMost'>
  log: Log
}): Again {
  const waiting: (Task & { readonly since: number })[] = []
  let running: Promise<void> | undefined
  let cancel: (() => void) | undefined
  let closed = false

  /** Whether the records may take it later. */
  const isForLater = (error: unknown, since: number): boolean =>
    !closed && isAway(error) && clock.now() - since < limits.againFor

  const run = async (): Promise<void> => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      try {
        await first.work()
      } catch (error) {
        if (isForLater(error, first.since)) {
          cancel = clock.after(limits.again, begin)
          return
        }
        first.lost(error)
      }
      waiting.shift()
    }
  }

  const begin = (): void => {
    cancel = undefined
    running = run().finally(() => {
      running = undefined
      // One that came while the last one ended.
      if (waiting.length > 0 && cancel === undefined) begin()
    })
  }

  return {
    add: (task) => {
      if (waiting.length >= limits.againMost) {
        task.lost(new ChairsideError('STORAGE_UNAVAILABLE'))
        return
      }
      waiting.push({ ...task, since: clock.now() })
      if (running === undefined && cancel === undefined) begin()
    },
    close: async () => {
      cancel?.()
      await running
      closed = true
      if (waiting.length === 0) return
      log.info({ tasks: waiting.length }, 'a last try to write what the records did not take')
      begin()
      await running
    },
  }
}

/** Whether an error says that the records cannot be reached now, or have no room. */
export const isAway = (error: unknown): boolean =>
  error instanceof ChairsideError && (error.code === 'STORAGE_UNAVAILABLE' || error.code === 'STORAGE_FULL')
