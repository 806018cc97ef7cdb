import type { WebhookPause } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareOne, prepareRun } from './prepared.ts'
import type { WebhookRow } from './tables-of-webhooks.ts'

/** All webhooks, oldest first. There are few. */
export const listWebhooks = prepareList((db) =>
  db.selectFrom('webhooks').selectAll().orderBy('created_at').orderBy('id'),
)

export const findWebhook = prepareFirst((db, id: string) =>
  db.selectFrom('webhooks').selectAll().where('id', '=', id),
)

/** Locks a webhook for this transaction and gives its row. */
export const lockWebhook = prepareFirst((db, id: string) =>
  db
    .updateTable('webhooks')
    .set(({ ref }) => ({ url: ref('url') }))
    .where('id', '=', id)
    .returningAll(),
)

export const countWebhooks = prepareOne((db) =>
  db.selectFrom('webhooks').select(({ fn }) => fn.countAll().as('webhooks')),
)

export const insertWebhook = prepareRun((db, row: WebhookRow) => db.insertInto('webhooks').values(row))

export const changeWebhook = prepareRun((db, id: string, change: Partial<Omit<WebhookRow, 'id'>>) =>
  db.updateTable('webhooks').set(change).where('id', '=', id),
)

/**
 * Pauses a webhook because of what a try of `url` found. False, and nothing is changed, when it is paused already or its address
 * is another one by now.
 */
export async function pauseTried(
  db: Db,
  { id, url }: Pick<WebhookRow, 'id' | 'url'>,
  pause: WebhookPause,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhooks')
    .set({ pause })
    .where('id', '=', id)
    .where('url', '=', url)
    .where('pause', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Pauses a webhook whose `secret`, as the records kept it, cannot be read. Changes nothing when it is paused already or has
 * another secret by now.
 */
export const pauseUnreadable = prepareRun((db, id: string, secret: string, pause: WebhookPause) =>
  db
    .updateTable('webhooks')
    .set({ pause })
    .where('id', '=', id)
    .where('secret', '=', secret)
    .where('pause', 'is', null),
)

/** Drops a webhook, and its deliveries with it; false for an unknown one. */
export async function dropWebhook(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
