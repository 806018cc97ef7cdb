import type { WebhookEvent } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareFirst, prepareRun } from './prepared.ts'
import type { WebhookEventRow } from './tables-of-webhooks.ts'

export const insertWebhookEvents = prepareRun((db, rows: readonly WebhookEventRow[]) =>
  db.insertInto('webhook_events').values(rows),
)

export const findWebhookEvent = prepareFirst((db, id: string) =>
  db.selectFrom('webhook_events').selectAll().where('id', '=', id),
)

/** The facts of some types since an instant (ms), oldest first, up to `limit`. */
export async function listFactsSince(
  db: Db,
  since: number,
  types: readonly WebhookEvent[],
  limit: number,
): Promise<WebhookEventRow[]> {
  return db
    .selectFrom('webhook_events')
    .selectAll()
    .where('at', '>=', since)
    .where('type', 'in', types)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Drops up to `limit` events before an instant (ms), with their deliveries; gives their number. */
export async function dropWebhookEvents(db: Db, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('webhook_events')
    .where('id', 'in', (query) =>
      query.selectFrom('webhook_events').select('id').where('at', '<', before).limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
