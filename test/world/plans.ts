import { CompiledQuery, Kysely } from 'kysely'
import { createColumns } from '../../server/src/records/columns.ts'
import type { Db } from '../../server/src/records/database.ts'
import type { Tables } from '../../server/src/records/tables.ts'
import type { Database } from '../../server/src/seams.ts'

/** Records that tell how they are read. */
export interface Explained {
  readonly db: Db
  /** Runs work on `db`. Gives how the database read each query of it: the lines of its plan, one after the other. */
  plansOf(work: () => Promise<unknown>): Promise<string[]>
}

export function explained({ dialect, isShared }: Pick<Database, 'dialect' | 'isShared'>): Explained {
  // PostgreSQL is the one that several nodes share.
  const command = isShared ? 'explain' : 'explain query plan'
  let asked: CompiledQuery[] = []
  const db = new Kysely<Tables>({
    dialect,
    plugins: [createColumns()],
    log: ({ query }) => void asked.push(query as CompiledQuery),
  })
  return {
    db,
    plansOf: async (work) => {
      asked = []
      await work()
      const lines: string[] = []
      for (const { sql, parameters } of [...asked]) {
        const explain = CompiledQuery.raw(`${command} ${sql}`, [...parameters])
        const { rows } = await db.executeQuery<Record<string, unknown>>(explain)
        lines.push(...rows.map((row) => String(row.detail ?? row['QUERY PLAN'])))
      }
      return lines
    },
  }
}

/** The lines that read a whole table or index, or sort. */
export const costly = (lines: readonly string[]): string[] =>
  lines.filter((line) => /\bSCAN\b|TEMP B-TREE|Seq Scan|\bSort {2}\(/.test(line))
