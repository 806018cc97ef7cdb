import type { Place } from '@chairside/protocol'
import type { Log } from '../log.ts'
import {
  dropAllConnections,
  dropConnection,
  listConnections,
  moveConnection,
  saveConnection,
} from '../records/connection.ts'
import type { Records } from '../records/database.ts'
import { findParticipant } from '../records/participant.ts'
import type { ParticipantRow } from '../records/tables.ts'
import type { Announcer, Clock } from '../seams.ts'
import type { Commit } from './change.ts'
import { may } from './may.ts'
import { type Sight, seeAppointment } from './snapshot.ts'
import { stand } from './standing.ts'
import type { Identity } from './token.ts'
import { presenceOf } from './view.ts'

/** Who is where. A participant may be connected several times. */
export interface Presence {
  /** A connection is at a place: it has come, or goes over from another place. */
  enter(who: Identity, appointment: string, connection: string, place: Place): Promise<void>
  /** A connection went; the participant is gone when none comes back in time. */
  leave(appointment: string, connection: string): void
  /** At the start of a node that knows that nobody is connected. */
  reset(): Promise<void>
  close(): void
}

export function createPresence({
  records,
  commit,
  announcer,
  clock,
  patience,
  sight,
  log,
}: {
  records: Records
  commit: Commit
  announcer: Announcer
  clock: Clock
  /** Milliseconds that a participant stays present after the last connection. */
  patience: number
  sight: Sight
  log: Log
}): Presence {
  const leaving = new Set<() => void>()

  /** A patient who comes into view brings the appointment onto the practitioner's desk. */
  const showOnDesk = async (appointment: string, practitioner: string): Promise<void> => {
    const desk: Identity = { id: practitioner, role: 'practitioner', appointment: undefined, expiresAt: 0 }
    try {
      // In one transaction, so that what is seen and its revision belong together.
      const payload = await records.write(async (tx) =>
        seeAppointment(tx, await stand(tx, desk, appointment), sight),
      )
      announcer.toDesk(practitioner, { name: 'snapshot', payload })
    } catch (error) {
      // The patient is there all the same, and the desk sees it when it next looks.
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
      if (moved && participant !== undefined) change.appointment(appointment, seesThem(participant))
    })

  return {
    enter: async (who, appointment, connection, place) => {
      const { comes, standing } = await commit(async (tx, change) => {
        const standing = await stand(tx, who, appointment)
        const connections = await listConnections(tx, appointment)
        const known = connections.find((row) => row.id === connection)
        const before = presenceOf(connections, who.id)
        if (known?.place === place) return { comes: false, standing }
        if (known !== undefined) await moveConnection(tx, connection, place, change.now)
        else {
          const since = before?.place === place ? Date.parse(before.since) : change.now
          await saveConnection(tx, { id: connection, appointment, participant: who.id, place, since })
        }
        if (known !== undefined || before?.place !== place)
          change.appointment(appointment, seesThem(standing.me))
        return { comes: before === undefined, standing }
      })
      if (comes && standing.me.role === 'patient')
        await showOnDesk(appointment, standing.appointment.practitioner)
    },
    leave: (appointment, connection) => {
      const cancel = clock.after(patience, () => {
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

/** Whom it concerns where a participant is. */
function seesThem(participant: ParticipantRow): (me: ParticipantRow) => boolean {
  return (me) => may(me, 'see a participant', { participant })
}
