import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { works } from './finding.ts'
import { waiting } from './migrations.ts'
import type { Tried } from './tried.ts'

/** Reads which tables the records in the data folder have. */
export function trySqlite(dataDir: string): Tried {
  const path = join(dataDir, 'records.sqlite')
  const without = 'DATABASE_URL is not set, so the records are in SQLite in the data folder.'
  if (!existsSync(path))
    return { finding: works('database', `${without} ${waiting(undefined).says}`), records: { id: undefined } }
  const sqlite = open(path)
  try {
    const read = (sql: string): string[] =>
      sqlite
        .prepare(sql)
        .all()
        .map((row) => String(Object.values(row)[0]))
    const tables = read("select name from sqlite_master where type = 'table'")
    const done = tables.includes('kysely_migration') ? read('select name from kysely_migration') : undefined
    const [id] = tables.includes('identity') ? read('select id from identity') : []
    return { finding: works('database', `${without} ${waiting(done).says}`), records: { id } }
  } catch (cause) {
    if (!(cause instanceof Error && 'errcode' in cause)) throw cause
    throw new Error(
      `The records in the data folder ${dataDir} cannot be read (SQLite: ${cause.message}). Put a backup of them there, or set DATA_DIR to another folder.`,
      { cause },
    )
  } finally {
    sqlite.close()
  }
}

/**
 * Opens it for reading. Without a log the file is all there is, and opening it as one that nobody changes makes no file beside it
 * (sqlite.org/uri.html, "immutable").
 */
function open(path: string): DatabaseSync {
  const hasLog = existsSync(`${path}-wal`)
  const url = pathToFileURL(path)
  if (!hasLog) url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true })
}
