import type { Schema } from './schema.ts'

/** Keeps why the scanner could not decide about a content. */
export async function doubt(db: Schema): Promise<void> {
  await db.schema.alterTable('uploads').addColumn('doubt', 'text').execute()
}
