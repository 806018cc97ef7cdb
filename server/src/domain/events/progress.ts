import type { Clock } from '../../seams.ts'

/** How many bytes of an upload have come; newer than its record. */
export interface Arriving {
  readonly bytes: number
  readonly paused: 'line' | undefined
  /** Its sender has lost the bytes, and needs to choose the file again. */
  readonly missing: boolean
}

/** Tells everyone concerned how far an upload is. */
export type TellProgress = (arriving: Arriving) => void

/** The progress of uploads through this process. It is told to those concerned and never stored. */
export interface Progress {
  /** A connection is about to bring bytes, so views show no pause. Nothing is told before the first `reach`. */
  begin(upload: string, tell: TellProgress, bytes: number): void
  /** An upload now has so many bytes; its connection may have ended. */
  reach(upload: string, tell: TellProgress, bytes: number): void
  /** The sender has lost the bytes: no more come until the sender has chosen the file again. */
  miss(upload: string, tell: TellProgress, bytes: number): void
  /** All bytes have come: the upload cannot be paused by the line any more. */
  arrived(upload: string): void
  /** Drops an upload for which no bytes come any more. */
  forget(upload: string): void
  of(upload: string): Arriving | undefined
  close(): void
}

interface Entry {
  readonly tell: TellProgress
  bytes: number
  paused: 'line' | undefined
  missing: boolean
  lastByteAt: number
  lastToldAt: number
  cancelTell: (() => void) | undefined
  /** Undefined before the first `reach`. */
  cancelWatch: (() => void) | undefined
}

export function createProgress({
  clock,
  interval,
  silence,
}: {
  clock: Clock
  /** In ms: the least time between two tellings of an upload; the time without a byte that means a pause. */
  interval: number
  silence: number
}): Progress {
  const entries = new Map<string, Entry>()

  const tell = (entry: Entry): void => {
    entry.cancelTell?.()
    entry.cancelTell = undefined
    entry.lastToldAt = clock.now()
    entry.tell({ bytes: entry.bytes, paused: entry.paused, missing: entry.missing })
  }

  const tellSoon = (entry: Entry): void => {
    if (entry.cancelTell !== undefined) return
    const wait = entry.lastToldAt + interval - clock.now()
    if (wait <= 0) tell(entry)
    else entry.cancelTell = clock.after(wait, () => tell(entry))
  }

  const watch = (entry: Entry, after: number): (() => void) =>
    clock.after(after, () => {
      const left = entry.lastByteAt + silence - clock.now()
      if (left > 0) {
        entry.cancelWatch = watch(entry, left)
        return
      }
      entry.paused = 'line'
      tell(entry)
    })

  const forget = (upload: string): void => {
    const entry = entries.get(upload)
    entry?.cancelTell?.()
    entry?.cancelWatch?.()
    entries.delete(upload)
  }

  const begin = (upload: string, told: TellProgress, bytes: number): Entry => {
    const entry: Entry = {
      tell: told,
      bytes,
      paused: undefined,
      missing: false,
      lastByteAt: clock.now(),
      lastToldAt: Number.NEGATIVE_INFINITY,
      cancelTell: undefined,
      cancelWatch: undefined,
    }
    entries.set(upload, entry)
    return entry
  }

  return {
    begin: (upload, told, bytes) => {
      if (!entries.has(upload)) begin(upload, told, bytes)
    },
    reach: (upload, told, bytes) => {
      const entry = entries.get(upload) ?? begin(upload, told, bytes)
      if (entry.cancelWatch === undefined) {
        entry.lastByteAt = clock.now()
        entry.cancelWatch = watch(entry, silence)
      }
      const moved = bytes > entry.bytes
      if (moved) entry.lastByteAt = clock.now()
      entry.bytes = bytes
      if (entry.paused === undefined) {
        tellSoon(entry)
        return
      }
      // Only new bytes end the pause; a sender who asks for the offset does not.
      if (!moved) return
      entry.paused = undefined
      entry.missing = false
      entry.cancelWatch = watch(entry, silence)
      tell(entry)
    },
    miss: (upload, told, bytes) => {
      const entry = entries.get(upload) ?? begin(upload, told, bytes)
      entry.cancelWatch?.()
      entry.cancelWatch = undefined
      entry.paused = 'line'
      entry.missing = true
      tell(entry)
    },
    arrived: (upload) => {
      const entry = entries.get(upload)
      if (entry === undefined) return
      entry.cancelWatch?.()
      if (entry.paused === undefined) return
      entry.paused = undefined
      entry.missing = false
      tell(entry)
    },
    forget,
    of: (upload) => entries.get(upload),
    close: () => {
      for (const upload of [...entries.keys()]) forget(upload)
    },
  }
}
