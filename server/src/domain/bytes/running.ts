import { ChairsideError } from '@chairside/protocol'
import { listPaused } from '../../records/upload.ts'
import type { Ground } from '../events/ground.ts'
import { type Owners, ownerOf, type Stream } from './owner.ts'
import { pausedBySender } from './takeover.ts'

/** A stream, with the kind of its owner. */
interface Watched extends Stream {
  readonly owner: string
}

/** The watch over one running stream. */
export interface Watch {
  /**
   * Aborts with NOT_FOUND when the stream is no longer allowed, with CONFLICT when its sender has paused it, through whichever
   * node, with SHUTTING_DOWN when the server stops.
   */
  readonly signal: AbortSignal
  end(): void
}

/** The running uploads and downloads of this node; their owners are asked every `limits.streamCheck`. */
export interface RunningStreams {
  watch(stream: Watched): Watch
  /** Asks now, after a change of permissions. */
  look(): Promise<void>
  /** How often it was asked. While a stream runs, a right that was read before the last time may have ended. */
  readonly looks: number
  close(): void
}

export function createRunningStreams(
  { records, clock, limits, log }: Ground,
  {
    owners,
  }: {
    owners: Owners
  },
): RunningStreams {
  const running = new Map<Watched, AbortController>()
  let cancel: (() => void) | undefined
  let closed = false
  let looks = 0

  const look = async (): Promise<void> => {
    looks += 1
    for (const streams of Map.groupBy(running.keys(), ({ owner }) => owner).values()) {
      const [first] = streams
      if (first === undefined) continue
      const sent = streams.filter(({ action }) => action === 'send')
      const paused =
        sent.length === 0 ? [] : await listPaused(records.db, [...new Set(sent.map(({ id }) => id))])
      for (const stream of sent)
        if (paused.some(({ id }) => id === stream.id))
          running.get(stream)?.abort(new ChairsideError(pausedBySender))
      const allowed = await ownerOf(owners, first).allowed(records.db, streams)
      for (const stream of streams)
        if (!allowed.has(stream)) running.get(stream)?.abort(new ChairsideError('NOT_FOUND'))
    }
  }

  const schedule = (): void => {
    if (cancel !== undefined || running.size === 0) return
    cancel = clock.after(limits.streamCheck, () => {
      cancel = undefined
      look()
        .catch((error) => log.error({ err: error }, 'the running streams could not be checked'))
        .finally(schedule)
    })
  }

  return {
    watch: (stream) => {
      const ending = new AbortController()
      if (closed) ending.abort(new ChairsideError('SHUTTING_DOWN'))
      running.set(stream, ending)
      schedule()
      return { signal: ending.signal, end: () => running.delete(stream) }
    },
    look,
    get looks() {
      return looks
    },
    close: () => {
      closed = true
      cancel?.()
      for (const ending of running.values()) ending.abort(new ChairsideError('SHUTTING_DOWN'))
    },
  }
}
