import type { Db } from '../records/database.ts'
import { listTold } from '../records/told.ts'
import { deskRoom, participantRoom, whoseRoom } from '../socket-rooms.ts'

/**
 * What stands in the records of the people of these rooms: a text that is another one once a participant was told something,
 * or a practitioner's desk in one of the appointments that it shows. Other rooms have none.
 */
export async function statesOf(db: Db, rooms: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const people = rooms.flatMap((room) => whoseRoom(room) ?? [])
  const states = new Map<string, string>()
  const appointments = people.flatMap(({ appointment }) => appointment ?? [])
  const desks = people.filter(({ appointment }) => appointment === undefined).map(({ person }) => person)
  for (const { appointment, id, revision } of await listTold(db, appointments, desks)) {
    states.set(participantRoom(appointment, id), String(revision))
    const desk = deskRoom(id)
    states.set(desk, `${states.get(desk) ?? ''} ${appointment}:${revision}`)
  }
  // Who was removed since is to learn that, so they have a state, too.
  return new Map(rooms.filter(whoseRoom).map((room) => [room, states.get(room) ?? '']))
}
