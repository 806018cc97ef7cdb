import type { Db } from '../records/database.ts'
import { listTold } from '../records/told.ts'
import { deskRoom, participantRoom, type RoomState, whoseRoom } from '../socket-rooms.ts'

/** In place of a revision: the participant of a room was removed or erased. */
const gone = -1

/**
 * What stands in the records of the people of these rooms: a participant's appointment, and for a desk those of the practitioner
 * in which somebody is connected, or was when `known` was asked for: a desk goes on showing them. Other rooms have no state.
 */
export async function statesOf(
  db: Db,
  rooms: readonly string[],
  known: ReadonlyMap<string, RoomState> | undefined,
): Promise<ReadonlyMap<string, RoomState>> {
  const states = new Map<string, Map<string, number>>()
  const appointments = new Set<string>()
  const desks: string[] = []
  for (const room of rooms) {
    const whose = whoseRoom(room)
    if (whose === undefined) continue
    if (whose.appointment !== undefined) {
      states.set(room, new Map([[whose.appointment, gone]]))
      appointments.add(whose.appointment)
    } else {
      states.set(room, new Map())
      desks.push(whose.person)
      for (const appointment of known?.get(room)?.keys() ?? []) appointments.add(appointment)
    }
  }
  for (const { appointment, id, role, revision } of await listTold(db, appointments, desks)) {
    states.get(participantRoom(appointment, id))?.set(appointment, revision)
    if (role === 'practitioner') states.get(deskRoom(id))?.set(appointment, revision)
  }
  return states
}
