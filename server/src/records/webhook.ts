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

/** Drops a webhook, and its deliveries with it; false for an unknown one. */
export async function dropWebhook(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
