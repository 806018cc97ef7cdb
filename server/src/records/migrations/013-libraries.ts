import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Keeps how many documents each library has, and their bytes. Finds the documents of a library beside any number of deleted
 * ones, and the newest appointments of a document.
 */
export async function libraries(db: Schema): Promise<void> {
  const { schema } = db
  await schema
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
  // A page of a library must not pass over what was deleted: those records stay for years.
  for (const [name, column] of [
    ['documents_newest', 'created_at'],
    ['documents_by_name', 'folded'],
    ['documents_by_size', 'size'],
  ] as const) {
    await schema.dropIndex(name).execute()
    await sql`
      create index ${sql.ref(name)} on documents
      (practitioner, (case when state = 'deleted' then 1 else 0 end), ${sql.ref(column)}, id)
    `.execute(db)
  }
  await schema.createIndex('documents_ended').on('documents').columns(['state', 'ended_at']).execute()
  await schema
    .createIndex('documents_of_file')
    .on('documents')
    .column('kept_from')
    .where(sql.ref('kept_from'), 'is not', null)
    .execute()
  // A document of a template is in thousands of appointments, of which its practitioner sees the newest.
  await schema
    .alterTable('attachments')
    .addColumn('starts_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`
    update attachments set starts_at =
    (select starts_at from appointments where appointments.id = attachments.appointment)
  `.execute(db)
  await schema
    .createIndex('attachments_newest')
    .on('attachments')
    .columns(['document', 'starts_at', 'appointment'])
    .execute()
}
