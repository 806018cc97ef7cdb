import type { Kysely } from 'kysely'

/** The database without row types: a migration describes the tables of its own time. */
export type Schema = Kysely<unknown>
