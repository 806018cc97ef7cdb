import type { Kysely } from 'kysely'

/** The database without types of rows: those of `tables.ts` are the present ones, a migration's tables are older. */
export type Schema = Kysely<unknown>
