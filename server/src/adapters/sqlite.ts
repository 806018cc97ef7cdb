import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { SqliteDialect } from 'kysely'
import type { Database } from '../seams.ts'

/**
 * Records in a SQLite file of the data folder, which this process alone owns until it ends.
 * `synchronous=full` makes an answered commit survive power loss (sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const claim = claimFolder(dataDir)
  const sqlite = new DatabaseSync(join(dataDir, 'records.sqlite'))
  sqlite.exec(
    'pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma busy_timeout=5000',
  )
  const running = new Map<string, Promise<void>>()
  return {
    dialect: new SqliteDialect({
      database: {
        prepare: (sql) => {
          const statement = sqlite.prepare(sql)
          const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...values(parameters)),
            run: (parameters) => statement.run(...values(parameters)),
            iterate: (parameters) => statement.iterate(...values(parameters)),
          }
        },
        close: () => {
          sqlite.close()
          claim.close()
        },
      },
    }),
    alone: async (name, work) => {
      const mine = (running.get(name) ?? Promise.resolve()).then(work)
      running.set(
        name,
        mine.catch(() => undefined),
      )
      await mine
    },
  }
}

/** The operating system drops this lock with the process, however it ends. */
function claimFolder(dataDir: string): DatabaseSync {
  const claim = new DatabaseSync(join(dataDir, 'owner.sqlite'))
  try {
    claim.exec('pragma locking_mode=exclusive; begin exclusive')
    return claim
  } catch (cause) {
    claim.close()
    throw new Error(
      `The data folder ${dataDir} is in use by another Chairside server. Stop that one, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}
