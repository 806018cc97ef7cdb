import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { openRecords } from '../../server/src/records/database.ts'
import { atEnd } from '../world/until.ts'
import { databaseContract } from './database.ts'

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

databaseContract('in SQLite', async () => {
  const dataDir = folder()
  return { database: openSqlite(dataDir), again: async () => openSqlite(dataDir) }
})

test('SQLite belongs to one process at a time, and is free again once its records are closed', async () => {
  const dataDir = folder()
  const records = await openRecords(openSqlite(dataDir))
  expect(() => openSqlite(dataDir)).toThrow(`${dataDir} is in use by another Chairside server`)
  await records.close()
  const again = await openRecords(openSqlite(dataDir))
  await again.close()
})
