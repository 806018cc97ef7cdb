import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import type { Database } from '../../server/src/seams.ts'
import { atEnd } from './until.ts'

/** A database in which one commit can be held: it is made, and not yet answered. */
export interface HeldCommit {
  readonly database: Database
  /** Holds the next commit; resolves once it is made. */
  hold(): Promise<void>
  /** Answers the held commit. */
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
