import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Makes the audit anew: without its reference to appointments, because desks have an audit too, and with an index by
 * time for the export. Adds a table for which bytes of a content went to whom.
 */
export async function access(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('audit_new')
    .addColumn('appointment', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('facts', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_key', ['appointment', 'number'])
    .execute()
  await sql`
    insert into audit_new (appointment, number, at, kind, facts)
    select appointment, number, at, kind, facts from audit
  `.execute(db)
  await schema.dropTable('audit').execute()
  await schema.alterTable('audit_new').renameTo('audit').execute()
  await schema.createIndex('audit_by_time').on('audit').columns(['at', 'appointment', 'number']).execute()
  await schema
    .createTable('fetched')
    .addColumn('upload', 'text', (column) => column.notNull().references('uploads.id'))
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('use', 'text', (column) => column.notNull())
    .addColumn('ranges', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('fetched_key', ['upload', 'person', 'use'])
    .execute()
}
