import type { Schema } from './schema.ts'

/** Keeps which practitioners have their desk open. */
export async function desks(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('desks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('practitioner', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('desks_of_practitioner').on('desks').column('practitioner').execute()
}
