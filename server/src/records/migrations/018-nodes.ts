import type { Schema } from './schema.ts'

/** Keeps which servers use these records, and to which of them each connection leads. */
export async function nodes(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('nodes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('beats', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .execute()
  for (const table of ['connections', 'desks']) {
    await schema
      .alterTable(table)
      .addColumn('node', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
    await schema.createIndex(`${table}_of_node`).on(table).column('node').execute()
  }
}
