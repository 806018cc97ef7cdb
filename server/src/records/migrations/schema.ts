import type { Kysely } from 'kysely'

/** The database as a migration sees it: it describes the tables of its own time, so it knows no row types of today. */
export type Schema = Kysely<unknown>
