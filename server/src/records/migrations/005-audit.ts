import type { Schema } from './schema.ts'

/** The trail of an appointment has the name by which everything else calls it. */
export async function audit(db: Schema): Promise<void> {
  await db.schema.alterTable('lines').renameTo('audit').execute()
  await db.schema.alterTable('appointments').renameColumn('lines', 'entries').execute()
}
