import type { Db } from './database.ts'
import type { ObjectRow } from './tables.ts'

export function findObject(db: Db, key: string): Promise<ObjectRow | undefined> {
  return db.selectFrom('objects').selectAll().where('key', '=', key).executeTakeFirst()
}

export function listObjects(db: Db, keys: readonly string[]): Promise<ObjectRow[]> {
  if (keys.length === 0) return Promise.resolve([])
  return db.selectFrom('objects').selectAll().where('key', 'in', keys).execute()
}

export async function insertObject(db: Db, row: ObjectRow): Promise<void> {
  await db.insertInto('objects').values(row).execute()
}

export async function changeObject(
  db: Db,
  key: string,
  change: Partial<Omit<ObjectRow, 'key'>>,
): Promise<void> {
  await db.updateTable('objects').set(change).where('key', '=', key).execute()
}

/** Objects older than `before` at which no file points any more. */
export async function listOrphans(db: Db, before: number): Promise<string[]> {
  const rows = await db
    .selectFrom('objects')
    .select('key')
    .where('at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('files').select('id').whereRef('files.object', '=', 'objects.key'))),
    )
    .execute()
  return rows.map((row) => row.key)
}

export async function dropObject(db: Db, key: string): Promise<void> {
  await db.deleteFrom('objects').where('key', '=', key).execute()
}
