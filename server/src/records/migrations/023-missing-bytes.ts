import type { Schema } from './schema.ts'

/** Keeps that a sender has lost the bytes of an upload: every node shows it, also one that starts later. */
export async function missingBytes(db: Schema): Promise<void> {
  await db.schema
    .alterTable('uploads')
    .addColumn('missing', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
