import type { Schema } from './schema.ts'

/** Adds an index by which old tickets are found without reading all others. */
export async function ticketsByAge({ schema }: Schema): Promise<void> {
  await schema.createIndex('tickets_by_age').on('tickets').column('issued_at').execute()
}
