import { randomUUID } from 'node:crypto'
import {
  ChairsideError,
  type Deliveries,
  type Replay,
  type ReplayWish,
  type RotationWish,
  toInstant,
  type Webhook,
  type Webhooks as WebhookList,
  type WebhookPause,
  type WebhookTest,
  type WebhookWish,
  webhookEvents,
} from '@chairside/protocol'
import type { WebhookReach } from '../../config.ts'
import type { Db } from '../../records/database.ts'
import {
  countWaiting,
  hurryDeliveries,
  listDeliveries,
  newDelivery,
  putDeliveries,
} from '../../records/delivery.ts'
import { lockIdentity } from '../../records/identity.ts'
import type { WebhookEventRow, WebhookRow } from '../../records/tables-of-webhooks.ts'
import {
  changeWebhook,
  countWebhooks,
  dropWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
} from '../../records/webhook.ts'
import { findWebhookEvent, insertWebhookEvents, listFactsSince } from '../../records/webhook-event.ts'
import type { Courier } from '../../seams.ts'
import type { Derive } from '../../secret.ts'
import type { Ground } from '../events/ground.ts'
import { type Cipher, createCipher } from './cipher.ts'
import { createDelivering, type Delivering } from './delivering.ts'
import { newSecret, requireSecret } from './secret.ts'
import { secretsOf } from './signing.ts'
import { viewDelivery, viewWebhook } from './view.ts'

/**
 * The webhooks of the app's backend. All but `list` and `put` throw NOT_FOUND for an unknown id. A secret that the server made
 * is in the answer of the call for which it was made, and in no other one.
 */
export interface Webhooks {
  list(): Promise<WebhookList>
  /** Throws BAD_REQUEST for an address or a secret that cannot be used, and CONFLICT when there are too many. */
  put(id: string, wish: WebhookWish): Promise<Webhook>
  remove(id: string): Promise<void>
  pause(id: string): Promise<Webhook>
  /** Delivers again; what waits is due at once. */
  resume(id: string): Promise<Webhook>
  /**
   * For `limits.webhookOldSecret` the old secret signs as well; after a rotation within that time also the one before it.
   * Throws BAD_REQUEST for a secret that cannot be used.
   */
  rotate(id: string, wish: RotationWish): Promise<Webhook>
  test(id: string): Promise<WebhookTest>
  /**
   * At most `limits.webhookReplay` events, and `next` where there are more. Also throws NOT_FOUND for an event that is not known,
   * or no longer.
   */
  replay(id: string, wish: ReplayWish): Promise<Replay>
  deliveries(id: string): Promise<Deliveries>
  /** Delivers soon what a commit has put into the outbox. */
  readonly soon: Delivering['soon']
  readonly sweep: Delivering['sweep']
  /** Encrypts secrets anew where the server's own was changed, and begins to deliver. */
  start(): Promise<void>
  readonly close: Delivering['close']
}

export function createWebhooks(
  { records, clock, limits, log, meter }: Omit<Ground, 'commit' | 'again'>,
  { courier, derive, reach }: { courier: Courier; derive: Derive; reach: WebhookReach },
): Webhooks {
  const { db } = records
  const cipher = createCipher(derive)
  const delivering = createDelivering({ records, clock, limits, log, meter }, { courier, cipher })

  const see = async (row: WebhookRow, made?: string): Promise<Webhook> =>
    viewWebhook(row, { waiting: (await countWaiting(db)).get(row.id) ?? 0, now: clock.now(), made })

  /** Changes a webhook, and delivers what is due then. */
  const change = async (
    id: string,
    to: (row: WebhookRow, tx: Db) => Promise<Partial<Omit<WebhookRow, 'id'>>>,
    made?: string,
  ): Promise<Webhook> => {
    const row = await records.write(async (tx) => {
      const before = await lockWebhook(tx, id)
      if (before === undefined) throw unknown(id)
      const changed = await to(before, tx)
      await changeWebhook(tx, id, changed)
      return { ...before, ...changed }
    })
    delivering.soon()
    return see(row, made)
  }

  const pause = (id: string, why: WebhookPause): Promise<Webhook> => change(id, async () => ({ pause: why }))

  /**
   * The columns of a new secret beside the old ones; none where it is the same. The backend may not know the present one, when
   * the answer of its rotation was lost, and then still has the one before that: so, of those that sign, the oldest one goes on
   * beside the present one.
   */
  const turn = (row: WebhookRow, secret: string): Partial<WebhookRow> => {
    const [present, ...before] = secretsOf(row, clock.now(), cipher) ?? []
    if (present === secret) return {}
    const old = [...before.slice(0, 1), present].filter((one) => one !== undefined && one !== secret)
    return {
      secret: cipher.encrypt(row.id, secret),
      secret_before: old.length === 0 ? null : cipher.encrypt(row.id, old.join(' ')),
      before_until: old.length === 0 ? null : clock.now() + limits.webhookOldSecret,
    }
  }

  /** A new address is not `gone`: it is delivered to, and what waits is due at once. */
  const move = async (tx: Db, { id, url: before, pause }: WebhookRow, url: string) => {
    if (url === before || pause !== 'gone') return { url }
    await hurryDeliveries(tx, id, clock.now())
    return { url, pause: null }
  }

  return {
    list: async () => {
      const waiting = await countWaiting(db)
      const about = (id: string) => ({ waiting: waiting.get(id) ?? 0, now: clock.now(), made: undefined })
      return { webhooks: (await listWebhooks(db)).map((row) => viewWebhook(row, about(row.id))) }
    },

    put: async (id, { url, events, secret }) => {
      requireUrl(url, reach)
      if (secret !== undefined) requireSecret(secret)
      const hears = webhookEvents.filter((event) => events?.includes(event) ?? true)
      const made = secret ?? newSecret()
      const { row, isNew } = await records.write(async (tx) => {
        const before = await lockWebhook(tx, id)
        if (before !== undefined) {
          const changed = {
            ...(await move(tx, before, url)),
            ...{ hears, ...(secret !== undefined && turn(before, secret)) },
          }
          await changeWebhook(tx, id, changed)
          return { row: { ...before, ...changed }, isNew: false }
        }
        // Two new ones at once are counted one after the other.
        await lockIdentity(tx)
        if (Number((await countWebhooks(tx)).webhooks) >= limits.webhooks)
          throw new ChairsideError({ code: 'CONFLICT', found: 'many-webhooks', limit: limits.webhooks })
        const row: WebhookRow = {
          ...{ id, url, hears, secret: cipher.encrypt(id, made), secret_before: null, before_until: null },
          ...{ pause: null, created_at: clock.now() },
        }
        await insertWebhook(tx, row)
        return { row, isNew: true }
      })
      delivering.soon()
      return see(row, isNew && secret === undefined ? made : undefined)
    },

    remove: async (id) => {
      if (!(await dropWebhook(db, id))) throw unknown(id)
    },

    pause: (id) => pause(id, 'asked'),

    resume: (id) =>
      change(id, async (_, tx) => {
        await hurryDeliveries(tx, id, clock.now())
        return { pause: null }
      }),

    rotate: (id, { secret }) => {
      if (secret !== undefined) requireSecret(secret)
      const made = secret ?? newSecret()
      return change(id, async (row) => turn(row, made), secret === undefined ? made : undefined)
    },

    test: async (id) => {
      const at = clock.now()
      const event = randomUUID()
      await records.write(async (tx) => {
        if ((await findWebhook(tx, id)) === undefined) throw unknown(id)
        const data = { revision: 0, webhook: id }
        const row = { id: event, type: 'webhook.test', at, data } as const
        await insertWebhookEvents(tx, [row])
        await putDeliveries(tx, [newDelivery(row, id, at)])
      })
      delivering.soon()
      return { event }
    },

    replay: async (id, wish) => {
      const now = clock.now()
      const replay = await records.write(async (tx): Promise<Replay> => {
        const webhook = await findWebhook(tx, id)
        if (webhook === undefined) throw unknown(id)
        // One more than a replay takes: where the next one goes on.
        const most = limits.webhookReplay
        const all =
          'event' in wish
            ? [await findOne(tx, wish.event, id)]
            : await listFactsSince(tx, Date.parse(wish.since), webhook.hears, most + 1)
        const found = all.slice(0, most)
        const rest = all[most]
        const deliveries = found.map((event) => newDelivery(event, id, now))
        for (let done = 0; done < deliveries.length; done += page)
          await putDeliveries(tx, deliveries.slice(done, done + page))
        return { events: deliveries.length, ...(rest !== undefined && { next: toInstant(rest.at) }) }
      })
      delivering.soon()
      return replay
    },

    deliveries: async (id) => {
      if ((await findWebhook(db, id)) === undefined) throw unknown(id)
      return { deliveries: (await listDeliveries(db, id, limits.webhookList)).map(viewDelivery) }
    },

    soon: delivering.soon,
    sweep: delivering.sweep,
    start: async () => {
      for (const row of await listWebhooks(db)) await renew(db, row, cipher)
      delivering.soon()
    },
    close: delivering.close,
  }
}

/** How many deliveries one statement inserts. */
const page = 100

const unknown = (id: string): ChairsideError =>
  new ChairsideError({ code: 'NOT_FOUND', found: 'unknown-webhook', named: id })

/** An event, also one that the webhook does not hear. Throws NOT_FOUND for an unknown one, and for another one's test. */
async function findOne(db: Db, event: string, webhook: string): Promise<WebhookEventRow> {
  const found = await findWebhookEvent(db, event)
  if (found === undefined || (found.data.webhook ?? webhook) !== webhook)
    throw new ChairsideError('NOT_FOUND')
  return found
}

/** Encrypts the secrets of a webhook under the server's present secret, so that the one before can be taken away. */
async function renew(db: Db, { id, secret, secret_before }: WebhookRow, cipher: Cipher): Promise<void> {
  const present = cipher.decrypt(id, secret)
  const before = secret_before === null ? undefined : cipher.decrypt(id, secret_before)
  if (present === undefined || (present.isPresent && before?.isPresent !== false)) return
  await changeWebhook(db, id, {
    secret: cipher.encrypt(id, present.secret),
    secret_before: before === undefined ? null : cipher.encrypt(id, before.secret),
  })
}

/**
 * Throws BAD_REQUEST for an address that cannot be used. Whether it is a private one is seen when it is connected to. Where
 * private addresses are allowed, http is as well.
 */
function requireUrl(raw: string, reach: WebhookReach): void {
  const url = URL.parse(raw)
  const isKnown =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && reach !== 'public'))
  if (!isKnown || url.username !== '' || url.password !== '' || raw.includes('#'))
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'webhook-url', field: '/url' })
}
