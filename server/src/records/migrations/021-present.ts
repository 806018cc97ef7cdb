import type { Schema } from './schema.ts'

/** Finds the connections of a practitioner's appointments without the appointments that they had before. */
export async function present(db: Schema): Promise<void> {
  await db.schema
    .alterTable('connections')
    .addColumn('practitioner', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createIndex('connections_of_practitioner')
    .on('connections')
    .column('practitioner')
    .execute()
}
