import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import type { Database } from '../../server/src/seams.ts'
import { withDriver } from './driver.ts'
import { atEnd } from './until.ts'

/** A database that can hold one commit: the commit is durable, but its caller does not hear of it yet. */
export interface HeldCommit {
  readonly database: Database
  /** Holds the next commit. Resolves once that commit is durable. */
  hold(): Promise<void>
  /** Tells the caller of the held commit. */
  release(): void
}

export function openHeldCommit(): HeldCommit {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const sqlite = openSqlite(dataDir)
  const [made, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let holds = false
  return {
    database: {
      ...sqlite,
      durable: async () => {
        await sqlite.durable()
        if (!holds) return
        holds = false
        made.resolve()
        await gate.promise
      },
    },
    hold: () => {
      holds = true
      return made.promise
    },
    release: gate.resolve,
  }
}

/** The same for one transaction that only reads: it has read, and its caller does not hear of it yet. */
export function openHeldRead(): HeldCommit {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const [made, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let holds = false
  const database = withDriver(openSqlite(dataDir), (driver) => {
    const commit = driver.commitTransaction.bind(driver)
    driver.commitTransaction = async (...given) => {
      await commit(...given)
      if (!holds) return
      holds = false
      made.resolve()
      await gate.promise
    }
  })
  return {
    database,
    hold: () => {
      holds = true
      return made.promise
    },
    release: gate.resolve,
  }
}
