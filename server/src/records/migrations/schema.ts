import type { Kysely } from 'kysely'

/** The database without row types: `tables.ts` has those of the present tables, and a migration works on older ones. */
export type Schema = Kysely<unknown>
