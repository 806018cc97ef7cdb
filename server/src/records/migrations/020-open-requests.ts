import { sql } from 'kysely'
import type { Schema } from './schema.ts'

/** An appointment has one open request at most. */
export async function openRequests({ schema }: Schema): Promise<void> {
  await schema
    .createIndex('requests_open')
    .unique()
    .on('requests')
    .column('appointment')
    .where(sql.ref('state'), 'in', sql`('asked', 'answering')`)
    .execute()
}
