import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { ObjectRow } from './tables.ts'

export const findObject = prepareFirst((db, key: string) =>
  db.selectFrom('objects').selectAll().where('key', '=', key),
)

/** Needs at least one key. */
export const listObjects = prepareList((db, keys: readonly string[]) =>
  db.selectFrom('objects').selectAll().where('key', 'in', keys),
)

export const insertObject = prepareRun((db, row: ObjectRow) => db.insertInto('objects').values(row))

export const changeObject = prepareRun((db, key: string, change: Partial<Omit<ObjectRow, 'key'>>) =>
  db.updateTable('objects').set(change).where('key', '=', key),
)

export async function dropObject(db: Db, key: string): Promise<void> {
  await db.deleteFrom('objects').where('key', '=', key).execute()
}

/** An object about which nothing has been found out yet. */
export const unjudged = { sha256: null, crc32: null, type: null, mime: null, flags: [] } as const
