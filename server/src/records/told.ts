import type { Db } from './database.ts'
import { inParts } from './in-parts.ts'
import { prepareList } from './prepared.ts'
import type { ParticipantRow } from './tables.ts'

/** Somebody in an appointment, and how many changes they were told there: `revision` grows with each. */
export type Told = Readonly<Pick<ParticipantRow, 'appointment' | 'id' | 'role' | 'revision'>>

/**
 * What everybody who was not erased was told in these appointments, and in those of these practitioners in which somebody is
 * connected. Each table is asked by itself: in one query a database may begin with all appointments that a practitioner ever
 * had. A connection that a node of an older version has noted names no practitioner.
 */
export async function listTold(
  db: Db,
  appointments: Iterable<string>,
  practitioners: readonly string[],
): Promise<Told[]> {
  const attended =
    practitioners.length === 0 ? [] : await inParts([...practitioners, ''], (some) => listConnected(db, some))
  const ids = new Set([...appointments, ...attended.map(({ appointment }) => appointment)])
  return inParts([...ids].sort(), (some) => listRevisions(db, some))
}

const listConnected = prepareList((db, practitioners: readonly string[]) =>
  db.selectFrom('connections').select('appointment').where('practitioner', 'in', practitioners),
)

const listRevisions = prepareList((db, appointments: readonly string[]) =>
  db
    .selectFrom('participants')
    .select(['appointment', 'id', 'role', 'revision'])
    .where('appointment', 'in', appointments)
    .where('erased', '=', false),
)
