import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Adds what erasing needs: marks on appointments and people, the upload of an object, and who is being erased. */
export async function erasing(db: Schema): Promise<void> {
  const { schema } = db
  await schema.alterTable('appointments').addColumn('blanked_at', 'bigint').execute()
  await schema
    .alterTable('participants')
    .addColumn('erased', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('objects').addColumn('upload', 'text').execute()
  await sql`
    update objects set upload = (select uploads.id from uploads where uploads.object = objects.key)
  `.execute(db)
  await schema
    .createTable('erasures')
    .addColumn('person', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('appointments_unblanked')
    .on('appointments')
    .columns(['blanked_at', 'ended_at'])
    .execute()
  await schema.createIndex('objects_of_upload').on('objects').column('upload').execute()
  await schema.createIndex('participants_by_id').on('participants').column('id').execute()
  await schema.createIndex('transfers_of_sender').on('transfers').column('sender').execute()
  await schema.createIndex('transfers_of_receiver').on('transfers').column('receiver').execute()
  await schema.createIndex('transfers_of_request').on('transfers').column('request').execute()
  await schema.createIndex('requests_of_asker').on('requests').column('asker').execute()
  await schema.createIndex('requests_of_asked').on('requests').column('asked').execute()
  await schema.createIndex('aliases_of_request').on('request_aliases').column('request').execute()
}
