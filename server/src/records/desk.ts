import type { Db } from './database.ts'
import { prepareList, prepareRun } from './prepared.ts'
import type { DeskRow } from './tables.ts'

/** The connections of a practitioner's desk, the oldest first. */
export const listDesks = async (db: Db, practitioner: string): Promise<DeskRow[]> =>
  (await selectDesks(db, practitioner)).sort((one, other) => one.since - other.since)

const selectDesks = prepareList((db, practitioner: string) =>
  db.selectFrom('desks').selectAll().where('practitioner', '=', practitioner),
)

/** Locks the connections of a practitioner's desk for this transaction. */
export const lockDesk = prepareRun((db, practitioner: string) =>
  db
    .updateTable('desks')
    .set(({ ref }) => ({ since: ref('since') }))
    .where('practitioner', '=', practitioner),
)

export async function saveDesk(db: Db, row: DeskRow): Promise<void> {
  await db.insertInto('desks').values(row).execute()
}

/** Drops a connection of a desk; false when it is not there. */
export async function dropDesk(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('desks').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** The desks whose connections lead to a node. */
export const listDesksOfNode = prepareList((db, node: string) =>
  db.selectFrom('desks').select(['id', 'practitioner']).where('node', '=', node),
)

/** Drops all rows. Call it only when a node that runs alone starts: every row is left from the last process. */
export async function dropAllDesks(db: Db): Promise<void> {
  await db.deleteFrom('desks').execute()
}
