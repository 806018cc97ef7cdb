import type { Schema } from './schema.ts'

export async function wholeBodies(db: Schema): Promise<void> {
  await db.schema.alterTable('files').addColumn('digest', 'text').execute()
  await db.schema
    .alterTable('files')
    .addColumn('whole', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
