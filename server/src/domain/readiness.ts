import { ChairsideError, type PartCondition, type ReadyParts } from '@chairside/protocol'
import type { ObjectStore, Scanner } from '../seams.ts'
import type { Ground } from './events/ground.ts'
import { createInTime } from './in-time.ts'
import type { Reading } from './reading.ts'

/** Whether this node can serve, and which of its parts cannot. */
export type Ready =
  | { readonly status: 'ok' | 'degraded'; readonly parts: ReadyParts }
  | { readonly status: 'down'; readonly parts: ReadyParts; readonly why: ChairsideError }
  | { readonly status: 'draining'; readonly why: ChairsideError }

export interface Readiness {
  /**
   * Looks at the parts, at most once in `limits.readyFresh` for everybody who asks: anyone may. A part that does not answer
   * within `limits.ready` is down.
   */
  look(): Promise<Ready>
  /** From now on the node is not ready. */
  drain(): void
  /** Whether the node leaves. */
  isDraining(): boolean
}

export function createReadiness(
  { clock, limits }: Ground,
  {
    reading,
    store,
    scanner,
    redis,
  }: {
    reading: Pick<Reading, 'probe'>
    store: ObjectStore
    scanner: Scanner
    /** Throws when Redis is away. Undefined for a node without Redis. */
    redis: (() => Promise<unknown>) | undefined
  },
): Readiness {
  const inTime = createInTime(clock, limits.ready)
  let draining = false
  let known: { readonly at: number; readonly ready: Promise<Ready> } | undefined

  const conditionOf = async (work: (signal: AbortSignal) => Promise<unknown>): Promise<PartCondition> =>
    (await inTime(async (signal) => {
      await work(signal)
      return true
    })) === true
      ? 'ok'
      : 'down'

  /** A scanner that does not find its test file still answers, so that nothing waits for it. */
  const scannerCondition = async (): Promise<ReadyParts['scanner']> => {
    if (!scanner.scans) return 'none'
    const verdict = await inTime((signal) => scanner.prove(signal))
    if (verdict === undefined) return 'down'
    return verdict.state === 'infected' ? 'ok' : 'degraded'
  }

  const find = async (): Promise<Ready> => {
    const [database, stored, scans, told] = await Promise.all([
      conditionOf(() => reading.probe()),
      // An object of no upload: a store that answers has 0 bytes of it.
      conditionOf(() => store.length('health', 0)),
      scannerCondition(),
      redis === undefined ? undefined : conditionOf(redis),
    ])
    const parts = { database, store: stored, scanner: scans, ...(told && { redis: told }) }
    // Without the records nothing can be answered. While anything else is away people work on, and are told what waits.
    if (database === 'down')
      return {
        status: 'down',
        parts,
        why: new ChairsideError({ code: 'STORAGE_UNAVAILABLE', retryAfter: 5 }),
      }
    const isWhole = Object.values(parts).every((one) => one === 'ok' || one === 'none')
    return { status: isWhole ? 'ok' : 'degraded', parts }
  }

  return {
    look: () => {
      if (draining) return Promise.resolve({ status: 'draining', why: new ChairsideError('SHUTTING_DOWN') })
      const now = clock.now()
      if (known === undefined || now - known.at >= limits.readyFresh || now < known.at)
        known = { at: now, ready: find() }
      return known.ready
    },
    drain: () => {
      draining = true
    },
    isDraining: () => draining,
  }
}
