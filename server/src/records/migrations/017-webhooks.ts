import type { Schema } from './schema.ts'

/** Adds webhooks, the events of which they hear, and the deliveries of these. */
export async function webhooks(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('webhooks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('hears', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('secret_before', 'text')
    .addColumn('before_until', 'bigint')
    .addColumn('pause', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createTable('webhook_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('webhook_events_by_age').on('webhook_events').column('at').execute()
  await schema
    .createTable('deliveries')
    .addColumn('event', 'text', (column) =>
      column.notNull().references('webhook_events.id').onDelete('cascade'),
    )
    .addColumn('webhook', 'text', (column) => column.notNull().references('webhooks.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('leased_until', 'bigint', (column) => column.notNull())
    .addColumn('tried_at', 'bigint')
    .addColumn('status', 'integer')
    .addColumn('failure', 'text')
    .addPrimaryKeyConstraint('deliveries_key', ['event', 'webhook'])
    .execute()
  await schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['state', 'webhook', 'next_at'])
    .execute()
  await schema.createIndex('deliveries_newest').on('deliveries').columns(['webhook', 'at', 'event']).execute()
}
