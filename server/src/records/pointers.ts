import { type ExpressionBuilder, type ExpressionWrapper, sql } from 'kysely'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'

/** Every column that points at an object. An object at which none points is an orphan, and is removed. */
export const pointers = [
  { table: 'files', column: 'thumbnail' },
  { table: 'uploads', column: 'object' },
  { table: 'documents', column: 'thumbnail' },
] as const

/** Whether an object is recorded, and nothing points at it. */
export async function isOrphan(db: Db, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('objects')
    .select('key')
    .where('key', '=', key)
    .where((builder) => builder.not(builder.or(pointersTo(builder))))
    .executeTakeFirst()
  return row !== undefined
}

/** A page of all objects in the order of their keys. */
export interface ObjectPage {
  /** Keys of its objects older than `before` at which nothing points. */
  readonly orphans: readonly string[]
  /** Where the next page begins: behind this key. Undefined for the last page. */
  readonly next: string | undefined
}

/** Looks at `limit` objects behind the key `after` for orphans older than `before` (ms since the epoch). */
export async function pageOfOrphans(
  db: Db,
  { before, after, limit }: { readonly before: number; readonly after: string; readonly limit: number },
): Promise<ObjectPage> {
  const rows = await db
    .selectFrom('objects')
    .select((builder) => ['key', 'at', builder.or(pointersTo(builder)).as('pointed')])
    .where('key', '>', after)
    .orderBy('key')
    .limit(limit)
    .execute()
  const orphans = rows.filter(({ at, pointed }) => at < before && !pointed).map(({ key }) => key)
  return { orphans, next: rows.length < limit ? undefined : rows.at(-1)?.key }
}

/** For each pointing column, whether one of its rows points at the object of the query. */
function pointersTo(
  builder: ExpressionBuilder<Tables, 'objects'>,
): ExpressionWrapper<Tables, 'objects', boolean>[] {
  return pointers.map(({ table, column }) => {
    const pointing = sql`(select 1 from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = objects.key)`
    return builder.exists(pointing) as unknown as ExpressionWrapper<Tables, 'objects', boolean>
  })
}
