import { lockAppointments } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { dropAllDesks, dropDesk, listDesks, listDesksOfNode, lockDesk, saveDesk } from '../../records/desk.ts'
import { listOccupied } from '../../records/present.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { may } from './permission.ts'

/**
 * Keeps which practitioners are at their desk. That is told to the people of their appointments, and is no presence in
 * any of these: files for the practitioner wait as before.
 */
export interface Desks {
  /** A connection of a practitioner's desk is open. */
  enter(practitioner: string, connection: string): Promise<void>
  /** A connection closed. It still counts for `limits.presence`, so that the desk can reconnect. */
  leave(practitioner: string, connection: string): void
  /** Drops the connections of a node that has gone. Throws once the signal aborts. */
  left(node: string, signal: AbortSignal): Promise<void>
  /** Drops all connections, at the start of the only node. */
  reset(): Promise<void>
  close(): void
}

export function createDesks(
  { records, commit, clock, limits, log }: Ground,
  { node }: { node: () => string },
): Desks {
  const leaving = new Set<() => void>()
  let over = false

  // A person who connects later reads it in the snapshot.
  const tell = async (tx: Db, change: Change, practitioner: string): Promise<void> => {
    const participant = { id: practitioner, role: 'practitioner' } as const
    const occupied = await listOccupied(tx, practitioner)
    await lockAppointments(tx, occupied)
    for (const id of occupied)
      change.tell('appointment', id, id, (me) => may(me, 'see a participant', { participant }))
  }

  const drop = (practitioner: string, connection: string): Promise<void> =>
    commit(async (tx, change) => {
      await lockDesk(tx, practitioner)
      const dropped = await dropDesk(tx, connection)
      if (dropped && (await listDesks(tx, practitioner)).length === 0) await tell(tx, change, practitioner)
    })

  const dropSoon = (practitioner: string, connection: string): void => {
    const cancel = clock.after(limits.presence, () => {
      leaving.delete(cancel)
      drop(practitioner, connection).catch((error) => {
        log.error({ err: error }, 'the end of a desk could not be kept')
        if (!over) dropSoon(practitioner, connection)
      })
    })
    leaving.add(cancel)
  }

  return {
    enter: (practitioner, connection) =>
      commit(async (tx, change) => {
        await lockDesk(tx, practitioner)
        const [before] = await listDesks(tx, practitioner)
        await saveDesk(tx, { id: connection, practitioner, since: before?.since ?? change.now, node: node() })
        if (before === undefined) await tell(tx, change, practitioner)
      }),
    leave: dropSoon,
    left: async (gone, signal) => {
      for (const { id, practitioner } of await listDesksOfNode(records.db, gone)) {
        signal.throwIfAborted()
        await drop(practitioner, id)
      }
    },
    reset: () => dropAllDesks(records.db),
    close: () => {
      over = true
      for (const cancel of leaving) cancel()
    },
  }
}
