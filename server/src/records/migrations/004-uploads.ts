import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Moves what `files` kept of their bytes to `uploads`, which may have any owner. Tickets become rows with what
 * they grant; tickets issued before end here, and their holders ask for new ones.
 */
export async function uploads(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('uploads')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.references('objects.key'))
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('epoch', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('paused', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('whole', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('digest', 'text')
    .addColumn('checked', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`
    insert into uploads (id, owner, policy, sender, object, size, bytes, epoch, paused, whole, digest, checked)
    select files.id, 'file', 'transfer',
      case when transfers.request is null then 'practitioner' else 'patient' end,
      files.object, files.size, files.bytes, files.epoch, files.held,
      case when files.state = 'receiving' then files.whole else 0 end,
      files.digest,
      case when files.state in ('ready', 'downloaded') then 1 else 0 end
    from files inner join transfers on transfers.id = files.transfer
  `.execute(db)
  await schema.createIndex('uploads_of_object').on('uploads').column('object').execute()
  await schema.createIndex('uploads_unchecked').on('uploads').columns(['checked', 'object']).execute()
  await schema.dropIndex('files_of_object').execute()
  for (const column of ['object', 'size', 'bytes', 'epoch', 'held', 'whole', 'digest'])
    await schema.alterTable('files').dropColumn(column).execute()
  await schema.alterTable('objects').addColumn('mime', 'text').execute()
  await schema.dropTable('tickets').execute()
  await schema
    .createTable('tickets')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('appointment', 'text')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('use', 'text', (column) => column.notNull())
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('begun_at', 'bigint')
    .execute()
}
