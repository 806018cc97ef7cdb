import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Adds documents, where they are attached, who has opened them there, and templates. */
export async function documents(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('appointments')
    .addColumn('title', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await schema.alterTable('appointments').addColumn('template', 'text').execute()
  await schema
    .alterTable('appointments')
    .addColumn('named', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.createIndex('appointments_named').on('appointments').column('named').execute()
  await schema
    .createTable('documents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('practitioner', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('folded', 'text', (column) => column.notNull())
    .addColumn('offer', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('waiting', 'integer', (column) => column.notNull())
    .addColumn('sensitivity', 'text', (column) => column.notNull())
    .addColumn('visibility', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('kind', 'text')
    .addColumn('code', 'text')
    .addColumn('details', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ready_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('kept_from', 'text')
    .addColumn('thumbnail', 'text', (column) => column.references('objects.key'))
    .execute()
  await schema
    .createTable('attachments')
    .addColumn('document', 'text', (column) => column.notNull().references('documents.id'))
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('availability', 'text', (column) => column.notNull())
    .addColumn('visibility', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('attachments_key', ['document', 'appointment'])
    .execute()
  await schema
    .createTable('openings')
    .addColumn('document', 'text', (column) => column.notNull().references('documents.id'))
    .addColumn('appointment', 'text', (column) => column.notNull())
    .addColumn('patient', 'text', (column) => column.notNull())
    .addColumn('availability', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('openings_key', ['document', 'appointment', 'patient', 'availability'])
    .execute()
  await schema
    .createTable('templates')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('documents', 'text', (column) => column.notNull())
    .execute()
  // A library by each of its orders; the id makes each place in an order unique.
  await schema
    .createIndex('documents_newest')
    .on('documents')
    .columns(['practitioner', 'created_at', 'id'])
    .execute()
  await schema
    .createIndex('documents_by_name')
    .on('documents')
    .columns(['practitioner', 'folded', 'id'])
    .execute()
  await schema
    .createIndex('documents_by_size')
    .on('documents')
    .columns(['practitioner', 'size', 'id'])
    .execute()
  // A file is kept once; when its document was deleted, it can be kept again.
  await schema
    .createIndex('documents_kept')
    .unique()
    .on('documents')
    .column('kept_from')
    .where(sql.ref('state'), '!=', sql.lit('deleted'))
    .execute()
  await schema.createIndex('documents_unfinished').on('documents').columns(['state', 'created_at']).execute()
  await schema.createIndex('documents_of_thumbnail').on('documents').column('thumbnail').execute()
  await schema
    .createIndex('attachments_of_appointment')
    .on('attachments')
    .columns(['appointment', 'position'])
    .execute()
  await schema
    .createIndex('openings_of_appointment')
    .on('openings')
    .columns(['appointment', 'document'])
    .execute()
  await schema.createIndex('openings_of_patient').on('openings').column('patient').execute()
}
