import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database } from '../seams.ts'
import { migrations } from './migrations/all.ts'
import type { Tables } from './tables.ts'

/** What a record function speaks to: the database, or an open transaction of it. */
export type Db = Kysely<Tables>

export interface Records {
  readonly db: Db
  /**
   * Runs the work in one transaction, which survives a loss of power when this resolves. Inside, nothing but the
   * transaction is awaited.
   */
  write<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Opens the records and brings their tables up to date, once, under the database's lock. */
export async function openRecords(database: Database): Promise<Records> {
  const db = new Kysely<Tables>({ dialect: database.dialect })
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
    close: () => db.destroy(),
  }
}
