import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Schema } from './schema.ts'

export async function identity(db: Schema): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .execute()
  await sql`insert into identity (id) values (${randomUUID()})`.execute(db)
}
