import { admit } from '../../server/src/domain/people/participant.ts'
import { seeAppointment } from '../../server/src/domain/snapshot.ts'
import { lockAppointment } from '../../server/src/records/appointment.ts'
import {
  dropConnections,
  listConnections,
  moveConnection,
  saveConnection,
} from '../../server/src/records/connection.ts'
import type { Db } from '../../server/src/records/database.ts'
import { type LibraryQuery, listLibrary } from '../../server/src/records/document.ts'
import { findLibrary } from '../../server/src/records/library.ts'
import { nextRevisions } from '../../server/src/records/participant.ts'
import { areTogether, listAttended, listOccupied } from '../../server/src/records/present.ts'
import { listTold } from '../../server/src/records/told.ts'

/**
 * What pages ask of the records while they open: for these two people, in the first appointment that `fillHistory` has put
 * into the present.
 */
export function pastReads(
  practitioner: string,
  patient: string,
  now: number,
): Readonly<Record<string, (db: Db) => Promise<unknown>>> {
  const appointment = 'now-1'
  const who = { kind: 'participant', id: patient, role: 'patient', appointment, expiresAt: now } as const
  const see = async (db: Db, id: string): Promise<unknown> =>
    seeAppointment(db, await admit(db, { ...who, appointment: id }, id), {
      ...{ retentionHours: 24, arriving: () => undefined, toldOver: 50 },
    })
  const page: Omit<LibraryQuery, 'order'> = {
    ...{ practitioner, place: undefined, kind: undefined, search: undefined, after: undefined },
    ...{ limit: 50, now },
  }
  return {
    'a join': async (db) => {
      await lockAppointment(db, appointment)
      await listConnections(db, appointment)
      const place = { place: 'call', since: now, node: 'node', practitioner, closed: false } as const
      await saveConnection(db, { id: `joins-${patient}`, appointment, participant: patient, ...place })
      await moveConnection(db, `joins-${patient}`, 'waiting-room', now)
      await nextRevisions(db, appointment, [practitioner, patient])
      await dropConnections(db, [`joins-${patient}`])
    },
    'a snapshot': (db) => see(db, appointment),
    'a desk': async (db) => [await listAttended(db, practitioner), await listOccupied(db, practitioner)],
    'what was told while Redis is away': (db) => listTold(db, [appointment], [practitioner]),
    'who is together': (db) => areTogether(db, practitioner, patient),
    'a library': async (db) => {
      for (const order of ['newest', 'name', 'size'] as const) await listLibrary(db, { ...page, order })
      await findLibrary(db, practitioner)
    },
  }
}
