import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { openRecords, type Records } from '../../server/src/records/database.ts'
import type { Database } from '../../server/src/seams.ts'
import { atEnd } from './until.ts'

/** Records without a server, in a file that counts as one that several nodes use: nodes of one process may share it. */
export async function openSharedRecords(): Promise<{ database: Database; records: Records }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const database = { ...openSqlite(dataDir), isShared: true }
  const records = await openRecords(database)
  atEnd(async () => {
    await records.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { database, records }
}
