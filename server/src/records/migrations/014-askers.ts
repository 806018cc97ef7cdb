import type { Schema } from './schema.ts'

/**
 * Keeps which page asked for a code, links that are not shared, and how old proofs are. Finds all links of a document, also
 * those that were withdrawn.
 */
export async function askers(db: Schema): Promise<void> {
  const { schema } = db
  await schema.alterTable('links').addColumn('asked_key', 'text').execute()
  await schema
    .alterTable('links')
    .addColumn('shared', 'integer', (column) => column.notNull().defaultTo(1))
    .execute()
  await schema.createIndex('links_of_document').on('links').column('document').execute()
  await schema
    .alterTable('proofs')
    .addColumn('at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.createIndex('proofs_by_age').on('proofs').column('at').execute()
}
