import { type Access, ChairsideError, type Instant, toInstant } from '@chairside/protocol'
import { listAccesses } from '../../../records/access.ts'
import { listDocuments } from '../../../records/document.ts'
import type { Ground } from '../../events/ground.ts'
import type { Identity } from '../../people/identity.ts'
import { readRights } from '../opening.ts'

type AccessIdentity = Extract<Identity, { kind: 'access' }>

/** Pages that wait for their access sessions to change. */
export interface AccessWaits {
  /** See `Accesses.wait`. */
  wait(who: AccessIdentity, expiresAt: Instant | undefined, gone: AbortSignal): Promise<Access>
  /** Ends every wait with SHUTTING_DOWN; resolves when the last one has ended. */
  close(): Promise<void>
}

/** One wait of one page. */
interface Waiting {
  readonly who: AccessIdentity
  readonly expiresAt: Instant
  readonly wake: () => void
}

/** All waits of a node share one timer and, every `limits.streamCheck`, the same few queries. */
export function createAccessWaits(
  { records: { db }, clock, limits, log }: Ground,
  { see }: { see: (who: AccessIdentity) => Promise<Access> },
): AccessWaits {
  const waiting = new Set<Waiting>()
  /** The waits that have begun, with their access sessions. */
  const running = new Map<Promise<unknown>, string>()
  const closing = new AbortController()
  let cancel: (() => void) | undefined

  /** Wakes those whose session is over or ends at another instant than their page knows. */
  const look = async (): Promise<void> => {
    const all = [...waiting]
    if (all.length === 0) return
    const now = clock.now()
    const rows = new Map(
      (
        await listAccesses(
          db,
          all.map(({ who }) => who.access),
        )
      ).map((row) => [row.id, row]),
    )
    const ids = [...new Set([...rows.values()].map(({ document }) => document))]
    const documents = new Map(
      (ids.length === 0 ? [] : await listDocuments(db, ids)).map((one) => [one.id, one]),
    )
    const rights = await readRights(
      db,
      ids,
      all.map(({ who }) => who),
      now,
    )
    for (const { who, expiresAt, wake } of all) {
      const row = rows.get(who.access)
      const document = row && documents.get(row.document)
      const isSame =
        row !== undefined &&
        document !== undefined &&
        rights.answer(who, document).may &&
        toInstant(Math.min(row.expires_at, document.expires_at ?? row.expires_at)) === expiresAt
      if (!isSame) wake()
    }
  }

  const schedule = (): void => {
    if (cancel !== undefined || waiting.size === 0) return
    cancel = clock.after(limits.streamCheck, () => {
      cancel = undefined
      look()
        .catch((error) => log.error({ err: error }, 'the waiting pages could not be checked'))
        .finally(schedule)
    })
  }

  /** Resolves when the session has changed, the time is over, or `stop` aborts. */
  const changed = async (who: AccessIdentity, expiresAt: Instant, stop: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const mine = { who, expiresAt, wake: resolve }
    const cancelLate = clock.after(limits.snapshotWait, resolve)
    stop.addEventListener('abort', () => resolve(), { once: true })
    waiting.add(mine)
    schedule()
    try {
      if (!stop.aborted) await promise
    } finally {
      cancelLate()
      waiting.delete(mine)
      if (waiting.size === 0) {
        cancel?.()
        cancel = undefined
      }
    }
    stop.throwIfAborted()
  }

  const wait = async (
    who: AccessIdentity,
    expiresAt: Instant | undefined,
    stop: AbortSignal,
  ): Promise<Access> => {
    const before = await see(who)
    if (expiresAt === undefined || before.expiresAt !== expiresAt) return before
    await changed(who, expiresAt, stop)
    return see(who)
  }

  return {
    wait: async (who, expiresAt, gone) => {
      // Also those that still read: several may come at once.
      const mine = [...running.values()].filter((access) => access === who.access)
      if (mine.length >= limits.snapshotWaits)
        throw new ChairsideError({
          code: 'RATE_LIMITED',
          found: 'many-waits',
          limit: limits.snapshotWaits,
          retryAfter: 1,
        })
      const waited = wait(who, expiresAt, AbortSignal.any([gone, closing.signal]))
      running.set(waited, who.access)
      try {
        return await waited
      } finally {
        running.delete(waited)
      }
    },
    close: async () => {
      closing.abort(new ChairsideError('SHUTTING_DOWN'))
      await Promise.allSettled(running.keys())
    },
  }
}
