import type { Schema } from './schema.ts'

/** Finds the appointments whose names stayed a few at a time. */
export async function named(db: Schema): Promise<void> {
  const { schema } = db
  await schema.dropIndex('appointments_named').execute()
  await schema.createIndex('appointments_named').on('appointments').columns(['named', 'id']).execute()
}
