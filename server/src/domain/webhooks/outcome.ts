import type { Limits } from '../../limits.ts'
import type { DeliveryRow } from '../../records/tables-of-webhooks.ts'
import type { Answered } from '../../seams.ts'

/** What becomes of a delivery by a try. */
export type Outcome = Pick<
  DeliveryRow,
  'state' | 'tries' | 'next_at' | 'leased_until' | 'tried_at' | 'status' | 'failure'
>

/**
 * Any 2xx is success. Everything else, redirects too, is tried again after the next of `limits.webhookPauses`, and has failed
 * after the last one. Each pause is longer by up to a fifth: `chance`, from 0 to 1.
 */
export function outcomeOf(
  { tries: before }: Pick<DeliveryRow, 'tries'>,
  answered: Answered,
  { now, chance, limits }: { readonly now: number; readonly chance: number; readonly limits: Limits },
): Outcome {
  const tries = before + 1
  const status = 'status' in answered ? answered.status : null
  const failure = 'failure' in answered ? answered.failure : null
  const tried = { tries, leased_until: 0, tried_at: now, status, failure }
  if (status !== null && status >= 200 && status < 300) return { ...tried, state: 'delivered', next_at: now }
  const pause = limits.webhookPauses[before]
  return pause === undefined
    ? { ...tried, state: 'failed', next_at: now }
    : { ...tried, state: 'waiting', next_at: now + Math.round(pause * (1 + chance / 5)) }
}
