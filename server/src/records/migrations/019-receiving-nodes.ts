import type { Schema } from './schema.ts'

/** Keeps which node receives the bytes of an upload, or checks them. */
export async function receivingNodes(db: Schema): Promise<void> {
  await db.schema.alterTable('uploads').addColumn('node', 'text').execute()
}
