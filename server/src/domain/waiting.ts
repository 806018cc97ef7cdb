import {
  ChairsideError,
  type EventName,
  type LiveNews,
  type LiveWish,
  type Snapshot,
} from '@chairside/protocol'
import { countTold } from '../records/participant.ts'
import type { Announcer } from '../seams.ts'
import type { Ground } from './events/ground.ts'
import { type Identity, personOf } from './people/identity.ts'
import { admit } from './people/participant.ts'
import type { Asking, Stays } from './people/stays.ts'
import type { Reading } from './reading.ts'

/** How a request that waits is heard by its transport. */
export interface Waited {
  /** Aborted when its client has gone. */
  readonly gone: AbortSignal
  /** Begins work for its person; the function that it gives ends it. The wait itself is no work. */
  readonly begin: () => () => void
}

/** Snapshots for clients that have no socket and wait for the next change. */
export interface Waiting {
  /**
   * Answers the snapshot of an appointment as soon as its revision is above `after`, or the present one when
   * `limits.snapshotWait` is over. Throws NOT_FOUND for a person who is not in the appointment or is removed from it,
   * RATE_LIMITED when too many requests of one person wait, SHUTTING_DOWN when the server stops, and the reason of `gone`.
   */
  snapshot(who: Identity, appointment: string, after: number, waited: Waited): Promise<Snapshot>
  /**
   * The same for a page, which counts as here meanwhile, and also for that of a desk. While bytes arrive it is answered
   * after `limits.liveWait`. Throws as `snapshot` does.
   */
  live(asking: Asking & { readonly wish: LiveWish }, waited: Waited): Promise<LiveNews>
  /** Answers every request that waits, with what there is now. */
  answer(): void
  /** Ends every wait; resolves when the last one has ended. */
  close(): Promise<void>
}

/** How a wait hears that it may be over, and looks whether it is. */
interface Wait<Found> {
  listen(heard: (name: EventName) => void): () => void
  /** `due`: the answer is given in any case. */
  look(due: boolean): Promise<Found | undefined>
  /** After how many ms progress is an answer; never when undefined. */
  readonly progress?: number
}

export function createWaiting(
  { records, clock, limits }: Ground,
  { announcer, reading, stays }: { announcer: Announcer; reading: Reading; stays: Stays },
): Waiting {
  const closing = new AbortController()
  const running = new Map<string, Set<Promise<unknown>>>()
  /** Ends the patience of each wait. */
  const hurries = new Set<() => void>()

  const wait = async <Found>({ listen, look, progress }: Wait<Found>, stop: AbortSignal): Promise<Found> => {
    let [late, moved, slow] = [false, false, false]
    let news = Promise.withResolvers<void>()
    const wake = (): void => news.resolve()
    const hurry = (): void => {
      late = true
      wake()
    }
    hurries.add(hurry)
    const cancels = [
      listen((name) => {
        moved ||= name === 'progress'
        if (name !== 'progress' || slow) wake()
      }),
      clock.after(limits.snapshotWait, hurry),
      ...(progress === undefined
        ? []
        : [
            clock.after(progress, () => {
              slow = true
              if (moved) wake()
            }),
          ]),
    ]
    stop.addEventListener('abort', wake, { once: true })
    try {
      for (;;) {
        stop.throwIfAborted()
        // Made before the look, so that a change during the look is not missed.
        news = Promise.withResolvers<void>()
        const found = await look(late || (slow && moved))
        if (found !== undefined) return found
        if (!stop.aborted) await news.promise
      }
    } finally {
      hurries.delete(hurry)
      for (const cancel of cancels) cancel()
      stop.removeEventListener('abort', wake)
    }
  }

  /** Lets few requests of one person wait at the same time. */
  const within = async <Found>(
    who: Identity,
    gone: AbortSignal,
    begin: (stop: AbortSignal) => Promise<Found>,
  ): Promise<Found> => {
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
    const waited = begin(AbortSignal.any([gone, closing.signal]))
    mine.add(waited)
    try {
      return await waited
    } finally {
      mine.delete(waited)
      if (mine.size === 0) running.delete(person)
    }
  }

  const ofAppointment = (
    who: Identity,
    appointment: string,
    isNews: (revision: number) => boolean,
    begin: Waited['begin'],
  ): Wait<Snapshot> => ({
    listen: (heard) => announcer.listen(appointment, who.id, heard),
    look: async (due) => {
      const { me } = await admit(records.db, who, appointment)
      if (!due && !isNews(me.revision)) return undefined
      return asWork(begin, () => reading.snapshot(who, appointment))
    },
  })

  const ofDesk = (who: Identity, after: string | undefined, begin: Waited['begin']): Wait<LiveNews> => ({
    listen: (heard) => announcer.listenAtDesk(who.id, heard),
    look: async (due) => {
      const told = await countTold(records.db, who.id)
      const now = `${told?.appointments ?? 0}-${told?.revisions ?? 0}`
      if (!due && now === after) return undefined
      return { after: now, desk: await asWork(begin, () => reading.desk(who)) }
    },
  })

  const live = async (
    { who, wish: { after } }: Parameters<Waiting['live']>[0],
    begin: Waited['begin'],
    stop: AbortSignal,
  ): Promise<LiveNews> => {
    const progress = limits.liveWait
    if (who.kind !== 'participant') return wait({ ...ofDesk(who, after, begin), progress }, stop)
    const isNews = (revision: number): boolean => String(revision) !== after
    const told = ofAppointment(who, who.appointment, isNews, begin)
    const snapshot = await wait({ ...told, progress }, stop)
    return { after: String(snapshot.revision), snapshot }
  }

  return {
    snapshot: (who, appointment, after, { gone, begin }) =>
      within(who, gone, (stop) =>
        wait(
          ofAppointment(who, appointment, (revision) => revision > after, begin),
          stop,
        ),
      ),
    live: (asking, { gone, begin }) =>
      within(asking.who, gone, async (stop) => {
        const over = await stays.begin(asking)
        let answered = false
        try {
          const news = await live(asking, begin, stop)
          answered = true
          return news
        } finally {
          over(answered)
        }
      }),
    answer: () => {
      for (const hurry of hurries) hurry()
    },
    close: async () => {
      closing.abort(new ChairsideError('SHUTTING_DOWN'))
      await Promise.allSettled([...running.values()].flatMap((waits) => [...waits]))
    },
  }
}

/** Reads an answer, and counts the time of it as work of its person, as that of a command. */
async function asWork<Found>(begin: Waited['begin'], read: () => Promise<Found>): Promise<Found> {
  const over = begin()
  try {
    return await read()
  } finally {
    over()
  }
}
