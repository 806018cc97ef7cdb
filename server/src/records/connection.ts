import type { Place } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareList } from './prepared.ts'
import type { ConnectionRow } from './tables.ts'

export const listConnections = prepareList((db, appointment: string) =>
  db.selectFrom('connections').selectAll().where('appointment', '=', appointment),
)

export async function saveConnection(db: Db, row: ConnectionRow): Promise<void> {
  await db.insertInto('connections').values(row).execute()
}

export async function moveConnection(db: Db, id: string, place: Place, since: number): Promise<void> {
  await db.updateTable('connections').set({ place, since }).where('id', '=', id).execute()
}

/** Notes that connections have closed. Needs at least one id. */
export async function closeConnections(db: Db, ids: readonly string[]): Promise<void> {
  await db.updateTable('connections').set({ closed: true }).where('id', 'in', ids).execute()
}

/**
 * Those of these connections that do not count any more: after them, and since an instant, their person has come to another place.
 * Needs at least one id.
 */
export function listOutlived(
  db: Db,
  ids: readonly string[],
  since: number,
): Promise<Pick<ConnectionRow, 'id' | 'appointment'>[]> {
  return db
    .selectFrom('connections as closed')
    .innerJoin('connections as newer', (join) =>
      join
        .onRef('newer.appointment', '=', 'closed.appointment')
        .onRef('newer.participant', '=', 'closed.participant')
        .onRef('newer.place', '!=', 'closed.place'),
    )
    .select(['closed.id', 'closed.appointment'])
    .distinct()
    .where('closed.id', 'in', ids)
    .where('newer.closed', '=', false)
    .where('newer.since', '>=', since)
    .whereRef('newer.since', '>', 'closed.since')
    .execute()
}

export async function dropConnections(db: Db, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('connections').where('id', 'in', ids).execute()
}

/** Drops the connections of some participants of an appointment. */
export async function dropConnectionsOf(
  db: Db,
  appointment: string,
  participants: readonly string[],
): Promise<void> {
  if (participants.length === 0) return
  await db
    .deleteFrom('connections')
    .where('appointment', '=', appointment)
    .where('participant', 'in', participants)
    .execute()
}

/** The connections that lead to a node. */
export const listConnectionsOfNode = prepareList((db, node: string) =>
  db.selectFrom('connections').select(['id', 'appointment']).where('node', '=', node),
)

/** Drops all connections. Call it only when a node that runs alone starts: every row is left from the last process. */
export async function dropAllConnections(db: Db): Promise<void> {
  await db.deleteFrom('connections').execute()
}
