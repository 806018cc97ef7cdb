import type { Clock } from '../../seams.ts'

/** How many bytes of an upload have come; newer than its record. */
export interface Arriving {
  /** The number of the connection that brought the last of them: another node may have had a newer one since. */
  readonly epoch: number
  readonly bytes: number
  readonly paused: 'line' | undefined
  /** Its sender has lost the bytes, and needs to choose the file again. */
  readonly missing: boolean
}

/** Tells everyone concerned how far an upload is. */
export type TellProgress = (arriving: Omit<Arriving, 'epoch'>) => void

type Reached = Pick<Arriving, 'epoch' | 'bytes'>

/** The progress of uploads through this process. It is told to those concerned and never stored. */
export interface Progress {
  /** A connection is about to bring bytes, so views show no pause. Nothing is told before the first `reach`. */
  begin(upload: string, tell: TellProgress, reached: Reached): void
  /**
   * An upload now has so many bytes; its connection may have ended. True when they end a pause: during it another page of the
   * sender may have said, on whichever node, that nobody has the bytes.
   */
  reach(upload: string, tell: TellProgress, reached: Reached): boolean
  /** The sender has lost the bytes: no more come until the sender has chosen the file again. */
  miss(upload: string, tell: TellProgress, reached: Reached): void
  /** All bytes have come: the upload cannot be paused by the line any more. */
  arrived(upload: string): void
  /** Drops an upload for which no bytes come any more. */
  forget(upload: string): void
  /** Undefined too where a connection with this epoch or a newer one came to another node. */
  of(upload: string, epoch?: number): Arriving | undefined
  /** Drops the silent uploads that have gone on elsewhere, or have ended there. */
  tidy(): Promise<void>
  close(): void
}

interface Entry {
  readonly tell: TellProgress
  epoch: number
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
  moved,
}: {
  clock: Clock
  /** In ms: the least time between two tellings of an upload; the time without a byte that means a pause. */
  interval: number
  silence: number
  /** Whether, by the records, the upload has gone on elsewhere since, or has ended. */
  moved: (upload: string, arriving: Arriving) => Promise<boolean>
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

  const watch = (upload: string, entry: Entry, after: number): (() => void) => {
    let over = false
    const isSilent = (): boolean => {
      const left = entry.lastByteAt + silence - clock.now()
      if (left > 0) entry.cancelWatch = watch(upload, entry, left)
      return left <= 0
    }
    const look = async (): Promise<void> => {
      if (!isSilent()) return
      // Another node tells how far an upload is that went on there.
      const isMoved = await moved(upload, entry).catch(() => false)
      if (over) return
      if (isMoved) forget(upload)
      else if (isSilent()) {
        entry.paused = 'line'
        tell(entry)
      }
    }
    const cancel = clock.after(after, () => void look())
    return () => {
      over = true
      cancel()
    }
  }

  const forget = (upload: string): void => {
    const entry = entries.get(upload)
    entry?.cancelTell?.()
    entry?.cancelWatch?.()
    entries.delete(upload)
  }

  const begin = (upload: string, told: TellProgress, { epoch, bytes }: Reached): Entry => {
    const entry: Entry = {
      tell: told,
      epoch,
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
    begin: (upload, told, reached) => {
      const entry = entries.get(upload)
      if (entry === undefined) begin(upload, told, reached)
      else entry.epoch = reached.epoch
    },
    reach: (upload, told, reached) => {
      const { bytes } = reached
      const entry = entries.get(upload) ?? begin(upload, told, reached)
      if (entry.cancelWatch === undefined) {
        entry.lastByteAt = clock.now()
        entry.cancelWatch = watch(upload, entry, silence)
      }
      const moved = bytes > entry.bytes
      if (moved) entry.lastByteAt = clock.now()
      entry.bytes = bytes
      if (entry.paused === undefined) {
        tellSoon(entry)
        return false
      }
      // Only new bytes end the pause; a sender who asks for the offset does not.
      if (!moved) return false
      entry.paused = undefined
      entry.missing = false
      entry.cancelWatch = watch(upload, entry, silence)
      tell(entry)
      return true
    },
    miss: (upload, told, reached) => {
      const entry = entries.get(upload) ?? begin(upload, told, reached)
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
    of: (upload, epoch = 0) => {
      const entry = entries.get(upload)
      return entry === undefined || entry.epoch < epoch ? undefined : entry
    },
    tidy: async () => {
      for (const [upload, entry] of [...entries]) {
        if (entry.paused === undefined || !(await moved(upload, entry))) continue
        if (entries.get(upload) === entry && entry.paused !== undefined) forget(upload)
      }
    },
    close: () => {
      for (const upload of [...entries.keys()]) forget(upload)
    },
  }
}
