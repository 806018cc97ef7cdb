import { toInstant } from '@chairside/protocol'
import { changeDelivery, claimDeliveries, dropWaiting, listNext } from '../../records/delivery.ts'
import type { DeliveryRow, WebhookEventRow, WebhookRow } from '../../records/tables-of-webhooks.ts'
import { listWebhooks, pauseTried, pauseUnreadable } from '../../records/webhook.ts'
import { dropWebhookEvents, findWebhookEvent } from '../../records/webhook-event.ts'
import type { Courier } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import type { Cipher } from './cipher.ts'
import { outcomeOf } from './outcome.ts'
import { secretsOf } from './signing.ts'

/**
 * Delivers what lies in the outbox, at least once: a delivery is done when its answer is in the records, so a crash in between
 * repeats it. Each webhook has lanes of its own, so a slow one delays no other. Servers that share the records claim each
 * delivery for a time (`leased_until`); when one dies, another takes it once that time is over.
 */
export interface Delivering {
  /** Looks at once for what is due. */
  soon(): void
  /** Drops old events, and what waits beyond the limit. */
  sweep(): Promise<void>
  /**
   * Waits for the tries that run, at most `limits.webhookStop`, and as long again for what they keep when they are ended. What
   * did not end is tried again after the next start.
   */
  close(): Promise<void>
}

type Ready = Omit<Ground, 'commit' | 'again'>

export function createDelivering(
  { records, clock, limits, log, meter }: Ready,
  { courier, cipher }: { courier: Courier; cipher: Cipher },
): Delivering {
  const { db } = records
  const lanes = new Map<string, number>()
  const running = new Set<Promise<void>>()
  const over = new AbortController()
  let closed = false
  const waiting = new Map<string, number>()
  meter.gauge('waiting', { queue: 'webhooks' }, () =>
    [...waiting.values()].reduce((sum, count) => sum + count, 0),
  )
  let looking: Promise<void> | undefined
  let again = false
  let cancel = (): void => undefined

  const soon = (): void => {
    again = true
    if (closed) return
    looking ??= look().finally(() => {
      looking = undefined
      // A call that came after the last look.
      if (again) soon()
    })
  }

  /** Begins what is due, and looks again when the next delivery is. */
  const look = async (): Promise<void> => {
    cancel()
    let next = Number.POSITIVE_INFINITY
    try {
      while (again && !closed) {
        again = false
        next = Number.POSITIVE_INFINITY
        const webhooks = await listWebhooks(db)
        waiting.clear()
        for (const webhook of webhooks) if (webhook.pause === null) next = Math.min(next, await fill(webhook))
      }
    } catch (error) {
      log.error({ err: error }, 'deliveries could not be looked for')
    }
    if (!closed) cancel = clock.after(Math.min(Math.max(next - clock.now(), 0), limits.webhookLook), soon)
  }

  /**
   * Fills the free lanes of a webhook. Gives the instant (ms) at which its next delivery is due or free again; what is due and
   * finds no lane does not count, because a lane looks again when it is free.
   */
  const fill = async (webhook: WebhookRow): Promise<number> => {
    const now = clock.now()
    const times = (await listNext(db, webhook.id)).map((row) => Math.max(row.next_at, row.leased_until))
    waiting.set(webhook.id, times.length)
    const limit = limits.webhookLanes - (lanes.get(webhook.id) ?? 0)
    if (limit > 0 && times.some((time) => time <= now)) {
      const claim = { now, until: now + limits.webhookLease, limit }
      for (const delivery of await claimDeliveries(db, webhook.id, claim)) begin(webhook, delivery)
    }
    return Math.min(...times.filter((time) => time > now))
  }

  const begin = (webhook: WebhookRow, delivery: DeliveryRow): void => {
    lanes.set(webhook.id, (lanes.get(webhook.id) ?? 0) + 1)
    const mine = attempt(webhook, delivery)
      .catch((error) => log.error({ err: error, webhook: webhook.id }, 'a delivery could not be kept'))
      .finally(() => {
        running.delete(mine)
        const others = (lanes.get(webhook.id) ?? 1) - 1
        if (others === 0) lanes.delete(webhook.id)
        else lanes.set(webhook.id, others)
        soon()
      })
    running.add(mine)
  }

  /** Tries a delivery once, and keeps what became of it. */
  const attempt = async (webhook: WebhookRow, delivery: DeliveryRow): Promise<void> => {
    const { event: id, leased_until: leased } = delivery
    const claim = { event: id, webhook: webhook.id, leased }
    const event = await findWebhookEvent(db, id)
    if (event === undefined) return
    const secrets = secretsOf(webhook, clock.now(), cipher)
    if (secrets === undefined) {
      log.error({ webhook: webhook.id }, 'no secret of this server opens the secret of a webhook')
      await pauseUnreadable(db, webhook.id, webhook.secret, 'secret-lost')
      await changeDelivery(db, claim, { leased_until: 0 })
      return
    }
    const message = { id, url: webhook.url, body: bodyOf(event), secrets }
    const answered = await courier.deliver(message, over.signal).catch(() => undefined)
    if (answered === undefined) {
      // The stop did not wait for it. It may have arrived all the same.
      await changeDelivery(db, claim, { leased_until: 0 })
      return
    }
    const outcome = outcomeOf(delivery, answered, { now: clock.now(), chance: Math.random(), limits })
    const isGone = 'status' in answered && answered.status === 410
    const isPaused = await records.write(async (tx) => {
      await changeDelivery(tx, claim, outcome)
      return isGone && (await pauseTried(tx, webhook, 'gone'))
    })
    const { state, tries } = outcome
    const about = { webhook: webhook.id, event: id, type: event.type, state, tries, ...answered }
    if (isPaused) log.warn(about, 'a webhook is paused, because its address answered 410')
    else if (state === 'failed') log.warn(about, 'a delivery has failed')
    else log.debug(about, 'a delivery was tried')
  }

  /** Whether the tries that run end within `limits.webhookStop`. */
  const ended = async (): Promise<boolean> => {
    const { promise: late, resolve } = Promise.withResolvers<boolean>()
    const cancelLate = clock.after(limits.webhookStop, () => resolve(false))
    const all = Promise.all(running).then(() => true)
    return Promise.race([all, late]).finally(cancelLate)
  }

  return {
    soon,
    sweep: async () => {
      const { webhookKept, webhookWaiting, webhookPage } = limits
      for (let more = true; more; )
        more = (await dropWebhookEvents(db, clock.now() - webhookKept, webhookPage)) === webhookPage
      for (const { id } of await listWebhooks(db)) {
        const dropped = await dropWaiting(db, id, webhookWaiting)
        if (dropped > 0)
          log.warn({ webhook: id, dropped }, 'too many deliveries wait, the oldest are dropped')
      }
    },
    close: async () => {
      closed = true
      cancel()
      await looking
      await ended()
      over.abort()
      if (!(await ended())) log.error({ tries: running.size }, 'tries of deliveries did not end')
    },
  }
}

/** The same bytes for each try. */
const bodyOf = ({ type, at, data }: WebhookEventRow): string =>
  JSON.stringify({ type, timestamp: toInstant(at), data })
