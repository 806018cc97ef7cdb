import type { Db } from './database.ts'
import { prepareList } from './prepared.ts'
import type { NodeRow } from './tables.ts'

export const listNodes = prepareList((db) => db.selectFrom('nodes').selectAll())

export async function saveNode(db: Db, row: NodeRow): Promise<void> {
  await db.insertInto('nodes').values(row).execute()
}

/** Notes that a node lives; false when another node has counted it as dead. */
export async function beat(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('nodes')
    .set(({ eb }) => ({ beats: eb('beats', '+', 1) }))
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Says that a node that has looked for others runs from now on. */
export async function beginBeats(db: Db, id: string): Promise<void> {
  await db.updateTable('nodes').set({ beats: 0 }).where('id', '=', id).execute()
}

/** Drops a node whose number stands still; false when it has beaten meanwhile, or another node has dropped it. */
export async function dropSilent(db: Db, { id, beats }: NodeRow): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('nodes')
    .where('id', '=', id)
    .where('beats', '=', beats)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function dropNode(db: Db, id: string): Promise<void> {
  await db.deleteFrom('nodes').where('id', '=', id).execute()
}

/** Drops all rows. Call it only when a node that runs alone starts: every row is left from the last process. */
export async function dropAllNodes(db: Db): Promise<void> {
  await db.deleteFrom('nodes').execute()
}

/** The nodes that connections and desks name, and that are gone. It reads all of these: ask it now and then. */
export async function listGoneNodes(db: Db): Promise<string[]> {
  const named = (table: 'connections' | 'desks') =>
    db
      .selectFrom(table)
      .select('node')
      .distinct()
      .where('node', 'not in', (query) => query.selectFrom('nodes').select('nodes.id'))
      .execute()
  const rows = [...(await named('connections')), ...(await named('desks'))]
  return [...new Set(rows.map(({ node }) => node))]
}
