import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { openRecords, type Records } from '../../server/src/records/database.ts'
import type { Database } from '../../server/src/seams.ts'
import { fillLibrary } from './library-rows.ts'
import { eva } from './people.ts'
import { atEnd } from './until.ts'

/**
 * A database in which Eva's library has `count` documents, without their bytes. Every one whose number `deleted` says is
 * deleted.
 */
export async function largeLibrary(
  count: number,
  deleted?: (at: number) => boolean,
): Promise<{ database: Database; records: Records }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const database = openSqlite(dataDir)
  const records = await openRecords(database)
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  await fillLibrary(records, eva.id, count, deleted)
  return { database, records }
}
