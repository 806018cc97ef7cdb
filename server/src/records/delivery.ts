import type { Db } from './database.ts'
import { prepareList, prepareRun } from './prepared.ts'
import type { DeliveryRow, WebhookEventRow } from './tables-of-webhooks.ts'

/**
 * Puts deliveries on their way. One that was already made begins anew, whatever became of it;
 * what a try that still runs brings is then not kept.
 */
export const putDeliveries = prepareRun((db, rows: readonly DeliveryRow[]) =>
  db
    .insertInto('deliveries')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['event', 'webhook']).doUpdateSet(({ ref }) => ({
        state: ref('excluded.state'),
        tries: ref('excluded.tries'),
        next_at: ref('excluded.next_at'),
        leased_until: ref('excluded.leased_until'),
      })),
    ),
)

/** The row of a delivery that is due at once. */
export const newDelivery = (
  { id, at }: Pick<WebhookEventRow, 'id' | 'at'>,
  webhook: string,
  now: number,
): DeliveryRow => ({
  ...{ event: id, webhook, at, state: 'waiting', tries: 0, next_at: now, leased_until: 0 },
  ...{ tried_at: null, status: null, failure: null },
})

/**
 * When the next deliveries of a webhook are due, and until when they are leased; the first ones due first. There are more of
 * them than lanes.
 */
export const listNext = prepareList((db, webhook: string) =>
  db
    .selectFrom('deliveries')
    .select(['next_at', 'leased_until'])
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .orderBy('next_at')
    .limit(50),
)

/**
 * Claims up to `limit` due deliveries of a webhook until `until` (ms), oldest first. Two servers that claim at the same time
 * get different ones: the second waits for the rows that the first has locked, and then finds them leased.
 */
export async function claimDeliveries(
  db: Db,
  webhook: string,
  { now, until, limit }: { readonly now: number; readonly until: number; readonly limit: number },
): Promise<DeliveryRow[]> {
  return db
    .updateTable('deliveries')
    .set({ leased_until: until })
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .where('leased_until', '<=', now)
    .where('event', 'in', (query) =>
      query
        .selectFrom('deliveries as due')
        .select('due.event')
        .where('due.webhook', '=', webhook)
        .where('due.state', '=', 'waiting')
        .where('due.next_at', '<=', now)
        .where('due.leased_until', '<=', now)
        .orderBy('due.next_at')
        .limit(limit),
    )
    .returningAll()
    .execute()
}

/**
 * Changes a delivery that its server had claimed until `leased`. It changes nothing once another one has it, or it was
 * asked for again meanwhile and claimed anew.
 */
export const changeDelivery = prepareRun(
  (
    db,
    { event, webhook, leased }: { readonly event: string; readonly webhook: string; readonly leased: number },
    change: Partial<Omit<DeliveryRow, 'event' | 'webhook'>>,
  ) =>
    db
      .updateTable('deliveries')
      .set(change)
      .where('event', '=', event)
      .where('webhook', '=', webhook)
      .where('leased_until', '=', leased),
)

/** Makes everything that waits for a webhook due at `now` (ms). */
export const hurryDeliveries = prepareRun((db, webhook: string, now: number) =>
  db
    .updateTable('deliveries')
    .set({ next_at: now })
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting'),
)

/** Gives up the waiting deliveries of a webhook beyond the newest `most`; gives their number. */
export async function dropWaiting(db: Db, webhook: string, most: number): Promise<number> {
  const last = await db
    .selectFrom('deliveries')
    .select(['at', 'event'])
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .orderBy('at', 'desc')
    .orderBy('event', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst()
  if (last === undefined) return 0
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ state: 'dropped' })
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'event'), '<=', tuple(last.at, last.event)))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** How many deliveries wait, by their webhook. */
export async function countWaiting(db: Db): Promise<ReadonlyMap<string, number>> {
  const counted = await db
    .selectFrom('deliveries')
    .select(({ fn }) => ['webhook', fn.countAll().as('rows')])
    .where('state', '=', 'waiting')
    .groupBy('webhook')
    .execute()
  return new Map(counted.map(({ webhook, rows }) => [webhook, Number(rows)]))
}

/** The newest deliveries of a webhook with what they tell. */
export async function listDeliveries(db: Db, webhook: string, limit: number) {
  return db
    .selectFrom('deliveries')
    .innerJoin('webhook_events', 'webhook_events.id', 'deliveries.event')
    .selectAll('deliveries')
    .select(['webhook_events.type', 'webhook_events.data'])
    .where('webhook', '=', webhook)
    .orderBy('deliveries.at', 'desc')
    .orderBy('deliveries.event', 'desc')
    .limit(limit)
    .execute()
}
