import type { Schema } from './schema.ts'

/** Renames `lines` to `audit`, the word that everything else uses. */
export async function audit(db: Schema): Promise<void> {
  await db.schema.alterTable('lines').renameTo('audit').execute()
  await db.schema.alterTable('appointments').renameColumn('lines', 'entries').execute()
}
