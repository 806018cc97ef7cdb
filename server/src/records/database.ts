import { setTimeout as pause } from 'node:timers/promises'
import { ChairsideError } from '@chairside/protocol'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database } from '../seams.ts'
import { createColumns } from './columns.ts'
import { migrations } from './migrations/all.ts'
import type { Schema } from './migrations/schema.ts'
import type { Tables } from './tables.ts'

/** How often a transaction is tried, and the longest pause before the second try, in ms; it grows with each. */
const mostTries = 6
const firstPause = 20

/** What a record function queries: the database, or an open transaction. */
export type Db = Kysely<Tables>

/** The database with up-to-date tables. */
export interface Records {
  readonly db: Db
  /**
   * Runs the work in one transaction; once this resolves, a power loss undoes nothing. Throws what the work
   * throws, after rolling back. In `work`, await only the transaction. Where transactions of several nodes meet, it is run
   * again: it must change nothing but the records.
   */
  write<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>
  /**
   * Runs queries that must match: they see the records as they were at one instant. They change nothing, and throw as
   * `write`.
   */
  read<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>
  /** Whether a `write` that failed so may have been kept all the same: the answer to its commit was lost. */
  isUnanswered(error: unknown): boolean
  /** Calls `forget` of the database between two transactions. */
  forget(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Opens the records and runs missing migrations under the database's lock: of several nodes one does it, and the others
 * wait. Throws when one fails, and a sentence for people where the records cannot be reached or are of a newer version.
 */
export async function openRecords(database: Database): Promise<Records> {
  const db = new Kysely<Tables>({ dialect: database.dialect, plugins: [createColumns()] })
  try {
    await migrate(database)
    // What has run nothing would close nothing.
    await sql`select 1`.execute(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return {
    db,
    write: async (work) => {
      const result = await again(database, () => db.transaction().execute(work))
      await database.durable()
      return result
    },
    // SQLite has no other level, and its only connection runs one transaction after the other.
    read: (work) =>
      again(database, () =>
        db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
      ),
    isUnanswered: (error) => database.isUnanswered(error),
    // This holds SQLite's only connection, so no transaction runs.
    forget: () => db.connection().execute(() => database.forget()),
    close: () => db.destroy(),
  }
}

/** Runs the missing migrations. The first lock is for Kysely's own tables. */
async function run(db: Schema): Promise<void> {
  await db.getExecutor().adapter.acquireMigrationLock(db, { lockTable: '', lockRowId: '' })
  const provider = { getMigrations: () => Promise.resolve(migrations) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
}

async function migrate({ dialect, migrating }: Database): Promise<void> {
  const db: Schema = new Kysely({ dialect: migrating ?? dialect })
  try {
    // In one transaction where the lock ends with it; SQLite has one connection.
    await (migrating === undefined ? run(db) : db.transaction().execute(run))
  } catch (error) {
    throw unusable(error) ?? (await newerVersion(db)) ?? error
  } finally {
    // This would close SQLite's only connection.
    if (migrating !== undefined) await db.destroy()
  }
}

/** What to tell people where the database cannot be reached, or cannot do this now. */
function unusable(error: unknown): Error | undefined {
  if (!(error instanceof ChairsideError) || error.code !== 'STORAGE_UNAVAILABLE') return undefined
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer'
  const why = (cause instanceof Error && cause.message) || code
  return new Error(`The records cannot be opened (${why}). "chairside --check" says what to correct.`, {
    cause: error,
  })
}

/** What to tell people where the records have had migrations that this version does not know. */
async function newerVersion(db: Schema): Promise<Error | undefined> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`
    .execute(db)
    .catch(() => ({ rows: [] }))
  return newerThan(rows.map(({ name }) => name))
}

/** The same for the names of the migrations that were made. */
export function newerThan(done: readonly string[]): Error | undefined {
  const unknown = done.filter((name) => !(name in migrations))
  if (unknown.length === 0) return undefined
  return new Error(
    `The records are of a newer version of Chairside: they have had ${unknown.sort().join(', ')}. Start that version, or restore a backup that was made before.`,
  )
}

/** Runs a transaction, and runs it again where it was undone because it met another one. */
async function again<Result>(database: Database, transaction: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (tries === mostTries || !database.isUndone(error)) throw error
      await pause(Math.random() * firstPause * tries)
    }
  }
}
