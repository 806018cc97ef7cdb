import type { Announcer, Clock } from '../../seams.ts'

/** How much of a file has arrived, newer than its record. */
export interface Arriving {
  readonly bytes: number
  readonly paused: 'line' | undefined
}

/** The receivers of a file's progress events. */
export interface Audience {
  readonly appointment: string
  readonly sender: string
  readonly receiver: string
  readonly practitioner: string
}

/** The progress of uploads through this process. It is shown to both sides and never stored. */
export interface Progress {
  /** A connection is about to bring bytes. Sends no event yet. */
  begin(file: string, audience: Audience, bytes: number): void
  /** A file now has so many bytes, also when its connection has ended there. */
  reach(file: string, audience: Audience, bytes: number): void
  /** All bytes have arrived: the file cannot be paused by the line any more. */
  arrived(file: string): void
  /** Drops a file that is no longer arriving. */
  forget(file: string): void
  of(file: string): Arriving | undefined
  close(): void
}

interface Entry {
  readonly audience: Audience
  bytes: number
  paused: 'line' | undefined
  lastByteAt: number
  lastToldAt: number
  cancelTell: (() => void) | undefined
  cancelWatch: () => void
}

export function createProgress({
  announcer,
  clock,
  interval,
  silence,
}: {
  announcer: Announcer
  clock: Clock
  /** In ms: the least time between two events of a file; the time without a byte that means a pause. */
  interval: number
  silence: number
}): Progress {
  const entries = new Map<string, Entry>()

  const tell = (file: string, entry: Entry): void => {
    entry.cancelTell?.()
    entry.cancelTell = undefined
    entry.lastToldAt = clock.now()
    const { appointment, sender, receiver, practitioner } = entry.audience
    const { bytes, paused } = entry
    const event = {
      name: 'progress',
      payload: { appointment, file, bytes, ...(paused === undefined ? {} : { paused }) },
    } as const
    announcer.toParticipant(appointment, sender, event)
    announcer.toParticipant(appointment, receiver, event)
    announcer.toDesk(practitioner, event)
  }

  const tellSoon = (file: string, entry: Entry): void => {
    if (entry.cancelTell !== undefined) return
    const wait = entry.lastToldAt + interval - clock.now()
    if (wait <= 0) tell(file, entry)
    else entry.cancelTell = clock.after(wait, () => tell(file, entry))
  }

  const watch = (file: string, entry: Entry, after: number): (() => void) =>
    clock.after(after, () => {
      const left = entry.lastByteAt + silence - clock.now()
      if (left > 0) {
        entry.cancelWatch = watch(file, entry, left)
        return
      }
      entry.paused = 'line'
      tell(file, entry)
    })

  const forget = (file: string): void => {
    const entry = entries.get(file)
    entry?.cancelTell?.()
    entry?.cancelWatch()
    entries.delete(file)
  }

  const begin = (file: string, audience: Audience, bytes: number): Entry => {
    const entry: Entry = {
      audience,
      bytes,
      paused: undefined,
      lastByteAt: clock.now(),
      lastToldAt: Number.NEGATIVE_INFINITY,
      cancelTell: undefined,
      cancelWatch: () => undefined,
    }
    entry.cancelWatch = watch(file, entry, silence)
    entries.set(file, entry)
    return entry
  }

  return {
    begin: (file, audience, bytes) => {
      if (!entries.has(file)) begin(file, audience, bytes)
    },
    reach: (file, audience, bytes) => {
      const entry = entries.get(file) ?? begin(file, audience, bytes)
      const moved = bytes > entry.bytes
      if (moved) entry.lastByteAt = clock.now()
      entry.bytes = bytes
      if (entry.paused === undefined) {
        tellSoon(file, entry)
        return
      }
      // Only new bytes end the pause; a sender who asks for the offset does not.
      if (!moved) return
      entry.paused = undefined
      entry.cancelWatch = watch(file, entry, silence)
      tell(file, entry)
    },
    arrived: (file) => {
      const entry = entries.get(file)
      if (entry === undefined) return
      entry.cancelWatch()
      if (entry.paused === undefined) return
      entry.paused = undefined
      tell(file, entry)
    },
    forget,
    of: (file) => entries.get(file),
    close: () => {
      for (const file of [...entries.keys()]) forget(file)
    },
  }
}
