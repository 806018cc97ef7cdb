import type { Schema } from './schema.ts'

/** Keeps which connections have closed: each still counts for a while, on whichever node the person comes back. */
export async function closedConnections(db: Schema): Promise<void> {
  await db.schema
    .alterTable('connections')
    .addColumn('closed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
