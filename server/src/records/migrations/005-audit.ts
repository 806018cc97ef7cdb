import type { Schema } from './schema.ts'

/** Renames the lines of an appointment to its audit, as they are called everywhere else. */
export async function audit(db: Schema): Promise<void> {
  await db.schema.alterTable('lines').renameTo('audit').execute()
  await db.schema.alterTable('appointments').renameColumn('lines', 'entries').execute()
}
