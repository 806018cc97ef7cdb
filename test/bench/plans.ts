import { CompiledQuery, Kysely } from 'kysely'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { createColumns } from '../../server/src/records/columns.ts'
import type { Db } from '../../server/src/records/database.ts'
import type { Tables } from '../../server/src/records/tables.ts'

/**
 * Runs work on the records of a data folder that no server uses. Gives how SQLite read each query: the lines of its plan,
 * under the first table that the query names.
 */
export async function plansOf(dataDir: string, work: (db: Db) => Promise<unknown>): Promise<string[]> {
  const asked: CompiledQuery[] = []
  const { dialect } = openSqlite(dataDir)
  const db = new Kysely<Tables>({
    dialect,
    plugins: [createColumns()],
    log: ({ query }) => void asked.push(query as CompiledQuery),
  })
  try {
    await work(db)
    const lines: string[] = []
    for (const { sql, parameters } of [...asked]) {
      const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters])
      const { rows } = await db.executeQuery<{ detail: string }>(explain)
      lines.push(...rows.map(({ detail }) => detail))
    }
    return lines
  } finally {
    await db.destroy()
  }
}
