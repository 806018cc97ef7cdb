import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database } from '../seams.ts'
import { createColumns } from './columns.ts'
import { migrations } from './migrations/all.ts'
import type { Tables } from './tables.ts'

/** What a record function queries: the database, or an open transaction. */
export type Db = Kysely<Tables>

/** The database with up-to-date tables. */
export interface Records {
  readonly db: Db
  /**
   * Runs the work in one transaction; once this resolves, a power loss undoes nothing. Throws what the work
   * throws, after rolling back. In `work`, await only the transaction.
   */
  write<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>
  /** Calls `forget` of the database between two transactions. */
  forget(): Promise<boolean>
  close(): Promise<void>
}

/** Opens the records and runs missing migrations under the database's lock. Throws when one fails. */
export async function openRecords(database: Database): Promise<Records> {
  const db = new Kysely<Tables>({ dialect: database.dialect, plugins: [createColumns()] })
  const provider = { getMigrations: () => Promise.resolve(migrations) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) {
    await db.destroy()
    throw error
  }
  return {
    db,
    write: async (work) => {
      const result = await db.transaction().execute(work)
      await database.durable()
      return result
    },
    // This holds SQLite's only connection, so no transaction runs.
    forget: () => db.connection().execute(() => database.forget()),
    close: () => db.destroy(),
  }
}
