import { type Delivery, toInstant, type Webhook } from '@chairside/protocol'
import type { listDeliveries } from '../../records/delivery.ts'
import type { WebhookRow } from '../../records/tables-of-webhooks.ts'

/** A webhook as its backend sees it. `made`: the secret that the server made for this answer. */
export function viewWebhook(
  { id, url, hears, pause, created_at, secret_before, before_until }: WebhookRow,
  {
    waiting,
    now,
    made,
  }: { readonly waiting: number; readonly now: number; readonly made: string | undefined },
): Webhook {
  const isOldValid = secret_before !== null && before_until !== null && now < before_until
  return {
    ...{ id, url, events: [...hears], createdAt: toInstant(created_at), waiting },
    ...(pause !== null && { paused: pause }),
    ...(isOldValid && { oldSecretUntil: toInstant(before_until) }),
    ...(made !== undefined && { secret: made }),
  }
}

/** A delivery with what it tells. */
export function viewDelivery(row: Awaited<ReturnType<typeof listDeliveries>>[number]): Delivery {
  const { event, type, at, data, state, tries, next_at, tried_at, status, failure } = row
  return {
    ...{ event, type, at: toInstant(at), data, state, tries },
    ...(tried_at !== null && { triedAt: toInstant(tried_at) }),
    ...(state === 'waiting' && { nextTryAt: toInstant(next_at) }),
    ...(status !== null && { status }),
    ...(failure !== null && { failure }),
  }
}
