import type { Db } from './database.ts'

/** Every column that points at an object. An object at which none points is an orphan, and is removed. */
export const pointers = [{ table: 'uploads', column: 'object' }] as const

/** Keys of the objects older than `before` (ms since the epoch) at which nothing points. */
export async function listOrphans(db: Db, before: number): Promise<string[]> {
  let query = db.selectFrom('objects').select('key').where('at', '<', before)
  for (const { table, column } of pointers) {
    query = query.where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom(table).select(`${table}.id`).whereRef(`${table}.${column}`, '=', 'objects.key'))),
    )
  }
  return (await query.execute()).map((row) => row.key)
}
