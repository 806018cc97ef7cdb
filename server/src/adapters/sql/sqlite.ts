import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { ChairsideError } from '@chairside/protocol'
import { SqliteDialect, type SqliteStatement } from 'kysely'
import type { Database } from '../../seams.ts'
import { createKeyedQueue } from '../async/keyed-queue.ts'
import { claimFolder } from './claim.ts'
import { keepDurable } from './durable.ts'
import { codeOf, translated } from './sqlite-error.ts'

/**
 * Records in a SQLite file of the data folder, which this process owns alone until it ends. Errors of the
 * disk are STORAGE_FULL or STORAGE_UNAVAILABLE.
 *
 * A commit appends to the write-ahead log, and is durable once that file is synced. `synchronous=full` syncs
 * inside each commit and blocks the whole process meanwhile. `synchronous=normal` omits exactly that
 * (sqlite.org/pragma.html#pragma_synchronous), and `durable` syncs for all commits of the moment at once.
 *
 * `secure_delete` writes zeros over what is deleted or overwritten (sqlite.org/pragma.html#pragma_secure_delete). The
 * log still has the old pages until `forget` moves it into the file and empties it.
 */
export function openSqlite(dataDir: string): Database {
  const { claim, sqlite } = open(dataDir)
  const log = keepDurable(`${recordsFile(dataDir)}-wal`)
  const inTurn = createKeyedQueue()
  const statements = new Map<string, SqliteStatement>()
  return {
    dialect: new SqliteDialect({
      database: {
        prepare: (sql) => {
          // SQLite ends a transaction itself when the disk is full; a rollback would then fail and hide why.
          if (sql === 'rollback' && !sqlite.isTransaction) return nothing
          const known = statements.get(sql)
          if (known !== undefined) return known
          if (statements.size === mostStatements) statements.clear()
          const statement = prepare(sqlite, sql)
          statements.set(sql, statement)
          return statement
        },
        close: () => {
          void log.close()
          sqlite.close()
          claim.close()
        },
      },
    }),
    isShared: false,
    time: undefined,
    // A backup is restored while no server runs.
    history: async () => undefined,
    migrating: undefined,
    durable: () =>
      log.sync().catch((cause) => {
        throw new ChairsideError('STORAGE_UNAVAILABLE', { cause })
      }),
    // This process is the only one that writes.
    isUndone: () => false,
    isUnanswered: () => false,
    // No other process has the file, so the lock is never lost.
    alone: async (name, work) => {
      await inTurn(name, () => work(new AbortController().signal))
      return true
    },
    forget: async () =>
      translated(() => {
        // What was deleted before `secure_delete` was on may lie on free pages.
        if (numberIn(sqlite, 'pragma user_version') < rewritten) {
          sqlite.exec('vacuum')
          sqlite.exec(`pragma user_version=${rewritten}`)
        }
        return numberIn(sqlite, 'pragma wal_checkpoint(truncate)') === 0
      }),
  }
}

/** The `user_version` of a file that `vacuum` has rewritten since `secure_delete` is on. */
const rewritten = 1

/** The first column of the first row of an answer. */
function numberIn(sqlite: DatabaseSync, sql: string): number {
  return Number(Object.values(sqlite.prepare(sql).get() ?? {})[0])
}

function prepare(sqlite: DatabaseSync, sql: string): SqliteStatement {
  const statement = translated(() => sqlite.prepare(sql))
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => translated(() => statement.all(...values(parameters))),
    run: (parameters) => translated(() => statement.run(...values(parameters))),
    // A separate statement: a reader may pause while other queries run the same text.
    iterate: (parameters) => sqlite.prepare(sql).iterate(...values(parameters)),
  }
}

/** A statement that does nothing. */
const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}

/** How many statements are kept prepared: every length of a list needs its own. */
const mostStatements = 500

const recordsFile = (dataDir: string): string => join(dataDir, 'records.sqlite')

/** Throws a sentence that names the folder. */
function open(dataDir: string): { claim: DatabaseSync; sqlite: DatabaseSync } {
  try {
    const claim = claimFolder(dataDir)
    return { claim, sqlite: openRecordsFile(dataDir, claim) }
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause
    const said = cause instanceof Error ? cause.message : 'unknown error'
    throw new Error(
      `The records in the data folder ${dataDir} cannot be opened (SQLite: ${said}). Put a backup of them there, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}

/** In ms. Only a backup may hold a lock, and briefly; a longer wait would block the whole process. */
const busyTimeout = 250

function openRecordsFile(dataDir: string, claim: DatabaseSync): DatabaseSync {
  try {
    const sqlite = new DatabaseSync(recordsFile(dataDir), { timeout: busyTimeout })
    sqlite.exec(
      'pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on; pragma secure_delete=on',
    )
    return sqlite
  } catch (error) {
    claim.close()
    throw error
  }
}
