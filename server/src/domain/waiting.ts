import { ChairsideError, type Snapshot } from '@chairside/protocol'
import type { Announcer } from '../seams.ts'
import type { Ground } from './events/ground.ts'
import { type Identity, personOf } from './people/identity.ts'
import { admit } from './people/participant.ts'
import type { Reading } from './reading.ts'

/** Snapshots for clients that have no socket and wait for the next change. */
export interface Waiting {
  /**
   * Answers the snapshot of an appointment as soon as its revision is above `after`, or the present one when
   * `limits.snapshotWait` is over. Throws NOT_FOUND for a person who is not in the appointment or is removed from it,
   * RATE_LIMITED when too many requests of one person wait, SHUTTING_DOWN when the server stops, and the reason of `gone`.
   */
  snapshot(who: Identity, appointment: string, after: number, gone: AbortSignal): Promise<Snapshot>
  /** Ends every wait; resolves when the last one has ended. */
  close(): Promise<void>
}

export function createWaiting(
  { records, clock, limits }: Ground,
  { announcer, reading }: { announcer: Announcer; reading: Reading },
): Waiting {
  const closing = new AbortController()
  const running = new Map<string, Set<Promise<unknown>>>()

  const wait = async (
    who: Identity,
    appointment: string,
    after: number,
    stop: AbortSignal,
  ): Promise<Snapshot> => {
    let late = false
    let news = Promise.withResolvers<void>()
    const wake = (): void => news.resolve()
    const cancels = [
      announcer.listen(appointment, who.id, wake),
      clock.after(limits.snapshotWait, () => {
        late = true
        wake()
      }),
    ]
    stop.addEventListener('abort', wake, { once: true })
    try {
      for (;;) {
        stop.throwIfAborted()
        // Made before the look, so that a change during the look is not missed.
        news = Promise.withResolvers<void>()
        const { me } = await admit(records.db, who, appointment)
        if (late || me.revision > after) return await reading.snapshot(who, appointment)
        if (!stop.aborted) await news.promise
      }
    } finally {
      for (const cancel of cancels) cancel()
      stop.removeEventListener('abort', wake)
    }
  }

  return {
    snapshot: async (who, appointment, after, gone) => {
      const person = personOf(who)
      const mine = running.get(person) ?? new Set()
      if (mine.size >= limits.snapshotWaits)
        throw new ChairsideError({
          code: 'RATE_LIMITED',
          found: 'many-waits',
          limit: limits.snapshotWaits,
          retryAfter: 1,
        })
      running.set(person, mine)
      const waited = wait(who, appointment, after, AbortSignal.any([gone, closing.signal]))
      mine.add(waited)
      try {
        return await waited
      } finally {
        mine.delete(waited)
        if (mine.size === 0) running.delete(person)
      }
    },
    close: async () => {
      closing.abort(new ChairsideError('SHUTTING_DOWN'))
      await Promise.allSettled([...running.values()].flatMap((waits) => [...waits]))
    },
  }
}
