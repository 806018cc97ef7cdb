import type { Schema } from './schema.ts'

/** Old tickets are found by their age, without a look at all the others. */
export async function ticketsByAge({ schema }: Schema): Promise<void> {
  await schema.createIndex('tickets_by_age').on('tickets').column('issued_at').execute()
}
