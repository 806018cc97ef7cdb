import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// A migration describes the tables of its own time, not those of today: it knows no row types.
type Schema = Kysely<unknown>

async function liveTransfer(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .createTable('appointments')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('practitioner', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('lines', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema
    .createIndex('appointments_of_practitioner')
    .on('appointments')
    .columns(['practitioner', 'ended_at'])
    .execute()
  await schema
    .createIndex('appointments_by_end')
    .on('appointments')
    .columns(['ended_at', 'ends_at'])
    .execute()
  await schema
    .createTable('participants')
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('paid', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('participants_key', ['appointment', 'id'])
    .execute()
  await schema
    .createTable('connections')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('participant', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('connections_of_appointment').on('connections').column('appointment').execute()
  await schema
    .createTable('requests')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('asker', 'text', (column) => column.notNull())
    .addColumn('asked', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('transfer', 'text')
    .addColumn('reason', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await schema
    .createTable('request_aliases')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request', 'text', (column) => column.notNull().references('requests.id'))
    .addColumn('note', 'text')
    .execute()
  await schema.createIndex('requests_of_appointment').on('requests').column('appointment').execute()
  await schema
    .createTable('transfers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('receiver', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.references('requests.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('offer', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('transfers_of_appointment').on('transfers').column('appointment').execute()
  await schema
    .createTable('objects')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addColumn('crc32', 'bigint')
    .addColumn('type', 'text')
    .addColumn('flags', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('transfer', 'text', (column) => column.notNull().references('transfers.id'))
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('offer', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('epoch', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('held', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('waiting', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('object', 'text', (column) => column.references('objects.key'))
    .addColumn('code', 'text')
    .addColumn('details', 'text')
    .addColumn('ready_at', 'bigint')
    .addColumn('downloaded_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .execute()
  await schema.createIndex('files_of_transfer').on('files').column('transfer').execute()
  await schema.createIndex('files_of_appointment').on('files').columns(['appointment', 'state']).execute()
  await schema.createIndex('files_by_state').on('files').column('state').execute()
  await schema.createIndex('files_of_object').on('files').column('object').execute()
  await schema
    .createTable('receipts')
    .addColumn('file', 'text', (column) => column.notNull().references('files.id'))
    .addColumn('participant', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('receipts_key', ['file', 'participant', 'kind'])
    .execute()
  await schema
    .createTable('lines')
    .addColumn('appointment', 'text', (column) => column.notNull().references('appointments.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('facts', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('lines_key', ['appointment', 'number'])
    .execute()
  await schema
    .createTable('tickets')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function identity(db: Schema): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .execute()
  await sql`insert into identity (id) values (${randomUUID()})`.execute(db)
}

async function wholeBodies(db: Schema): Promise<void> {
  await db.schema.alterTable('files').addColumn('digest', 'text').execute()
  await db.schema
    .alterTable('files')
    .addColumn('whole', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}

/** Every step from an empty database to today's tables, in the order of their names. */
export const migrations: Record<string, Migration> = {
  '001-live-transfer': { up: liveTransfer },
  '002-identity': { up: identity },
  '003-whole-bodies': { up: wholeBodies },
}
