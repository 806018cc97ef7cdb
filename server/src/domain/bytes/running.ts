import { ChairsideError, type FileState } from '@chairside/protocol'
import { listAllowed } from '../../records/file.ts'
import type { Ground } from '../events/ground.ts'
import { type Identity, roleOf } from '../people/identity.ts'

/** A running stream: whose it is, and the states that its file may be in. */
export interface Watched {
  readonly who: Identity
  readonly file: string
  readonly states: readonly FileState[]
}

/** The watch over one running stream. */
export interface Watch {
  /** Aborts with NOT_FOUND when the stream is no longer allowed, with SHUTTING_DOWN when the server stops. */
  readonly signal: AbortSignal
  end(): void
}

/** The running uploads and downloads of this node, checked every `limits.streamCheck`. */
export interface RunningStreams {
  watch(stream: Watched): Watch
  /** Checks now, after a change of permissions. */
  look(): Promise<void>
  close(): void
}

export function createRunningStreams({ records, clock, limits, log }: Ground): RunningStreams {
  const running = new Map<Watched, AbortController>()
  let cancel: (() => void) | undefined

  const look = async (): Promise<void> => {
    const watched = [...running.keys()]
    if (watched.length === 0) return
    const states = [...new Set(watched.flatMap((stream) => stream.states))]
    const files = [...new Set(watched.map((stream) => stream.file))]
    const allowed = Map.groupBy(await listAllowed(records.db, states, files), (row) => row.file)
    for (const stream of watched) {
      const { who } = stream
      const stands = allowed
        .get(stream.file)
        ?.some(
          (row) =>
            row.participant === who.id && row.role === roleOf(who) && stream.states.includes(row.state),
        )
      if (!stands) running.get(stream)?.abort(new ChairsideError('NOT_FOUND'))
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
      running.set(stream, ending)
      schedule()
      return { signal: ending.signal, end: () => running.delete(stream) }
    },
    look,
    close: () => {
      cancel?.()
      for (const ending of running.values()) ending.abort(new ChairsideError('SHUTTING_DOWN'))
    },
  }
}
