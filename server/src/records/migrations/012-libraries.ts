import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Keeps how many documents each library has, and their bytes. */
export async function libraries(db: Schema): Promise<void> {
  await db.schema
    .createTable('libraries')
    .addColumn('practitioner', 'text', (column) => column.primaryKey())
    .addColumn('documents', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .execute()
  await sql`
    insert into libraries (practitioner, documents, bytes)
    select practitioner, count(*), sum(size) from documents
    where state not in ('rejected', 'deleted')
    group by practitioner
  `.execute(db)
}
