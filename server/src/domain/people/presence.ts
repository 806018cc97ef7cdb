import type { Place, Snapshot } from '@chairside/protocol'
import {
  dropAllConnections,
  dropConnection,
  listConnections,
  moveConnection,
  saveConnection,
} from '../../records/connection.ts'
import { findParticipant } from '../../records/participant.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { Announcer } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import { presenceOf } from './appointment-view.ts'
import type { Identity } from './identity.ts'
import { admit } from './participant.ts'
import { may } from './permission.ts'

/** Keeps where participants are. A participant may have several connections. */
export interface Presence {
  /** Puts a connection, new or known, at a place. Throws NOT_FOUND when `who` is not registered. */
  enter(who: Identity, appointment: string, connection: string, place: Place): Promise<void>
  /** A connection closed. It still counts for `limits.presence`, so that the participant can reconnect. */
  leave(appointment: string, connection: string): void
  /** Drops all connections, at the start of the only node. */
  reset(): Promise<void>
  close(): void
}

export function createPresence(
  { records, commit, clock, limits, log }: Ground,
  {
    announcer,
    see,
  }: {
    announcer: Announcer
    /** The snapshot of one appointment for a desk. */
    see: (desk: Identity, appointment: string) => Promise<Snapshot>
  },
): Presence {
  const leaving = new Set<() => void>()

  /** Puts the appointment of a patient who has arrived on the practitioner's desk. */
  const showOnDesk = async (appointment: string, practitioner: string): Promise<void> => {
    const desk: Identity = { kind: 'desk', id: practitioner, expiresAt: 0 }
    try {
      announcer.toDesk(practitioner, { name: 'snapshot', payload: await see(desk, appointment) })
    } catch (error) {
      // The patient's arrival is kept, and the desk's next snapshot shows it.
      log.error({ err: error, appointment }, 'a patient could not be shown on the desk')
    }
  }

  const drop = (appointment: string, connection: string): Promise<void> =>
    commit(async (tx, change) => {
      const before = await listConnections(tx, appointment)
      const gone = before.find((row) => row.id === connection)
      if (gone === undefined) return
      await dropConnection(tx, connection)
      const after = before.filter((row) => row !== gone)
      const moved = presenceOf(before, gone.participant)?.place !== presenceOf(after, gone.participant)?.place
      const participant = await findParticipant(tx, appointment, gone.participant)
      if (moved && participant !== undefined)
        change.tell('appointment', appointment, appointment, seesThem(participant))
    })

  return {
    enter: async (who, appointment, connection, place) => {
      const { comes, admission } = await commit(async (tx, change) => {
        const admission = await admit(tx, who, appointment)
        const connections = await listConnections(tx, appointment)
        const known = connections.find((row) => row.id === connection)
        const before = presenceOf(connections, who.id)
        if (known?.place === place) return { comes: false, admission }
        if (known !== undefined) await moveConnection(tx, connection, place, change.now)
        else {
          const since = before?.place === place ? Date.parse(before.since) : change.now
          await saveConnection(tx, { id: connection, appointment, participant: who.id, place, since })
        }
        if (known !== undefined || before?.place !== place)
          change.tell('appointment', appointment, appointment, seesThem(admission.me))
        return { comes: before === undefined, admission }
      })
      if (comes && admission.me.role === 'patient')
        await showOnDesk(appointment, admission.appointment.practitioner)
    },
    leave: (appointment, connection) => {
      const cancel = clock.after(limits.presence, () => {
        leaving.delete(cancel)
        drop(appointment, connection).catch((error) =>
          log.error({ err: error, appointment }, 'a connection could not be dropped'),
        )
      })
      leaving.add(cancel)
    },
    reset: () => dropAllConnections(records.db),
    close: () => {
      for (const cancel of leaving) cancel()
    },
  }
}

/** The participants whom a change of this participant's presence concerns. */
function seesThem(participant: ParticipantRow): (me: ParticipantRow) => boolean {
  return (me) => may(me, 'see a participant', { participant })
}
