import type { Place, Snapshot } from '@chairside/protocol'
import { findAppointment, lockAppointment } from '../../records/appointment.ts'
import {
  closeConnections,
  dropAllConnections,
  dropConnections,
  listConnections,
  listConnectionsOfNode,
  listOutlived,
  moveConnection,
  saveConnection,
} from '../../records/connection.ts'
import type { Db } from '../../records/database.ts'
import { listParticipants } from '../../records/participant.ts'
import type { AppointmentRow, ConnectionRow, ParticipantRow } from '../../records/tables.ts'
import type { Announcer } from '../../seams.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { presenceOf } from './appointment-view.ts'
import type { Identity } from './identity.ts'
import { admit } from './participant.ts'
import { may } from './permission.ts'

/** Connections that close within this time (ms) are dropped together: many people may leave at once. */
const moment = 250

/** The most appointments of one such transaction, which keeps their rows locked: their calls wait for it. */
const few = 20

/** How many closed connections one statement notes. */
const mostNoted = 1000

/** How far the clocks of two nodes may be apart, in ms. */
const apart = 1000

/** The ids of closed connections, by their appointment. */
type Closed = Map<string, ReadonlySet<string>>

/** The connections that closed in one moment. */
interface Batch {
  readonly at: number
  readonly connections: Map<string, Set<string>>
}

/** Keeps where participants are. A participant may have several connections. */
export interface Presence {
  /**
   * Puts a connection, new or known, at a place. From then on the person's closed connections do not count: a page that
   * was loaded anew says where they are. Throws NOT_FOUND when `who` is not registered.
   */
  enter(who: Identity, appointment: string, connection: string, place: Place): Promise<void>
  /** A connection closed. It still counts for `limits.presence`, so that the participant can reconnect. */
  leave(appointment: string, connection: string): void
  /** Drops the connections of a node that has gone. Throws when some could not be dropped, or once the signal aborts. */
  left(node: string, signal: AbortSignal): Promise<void>
  /** Drops all connections, at the start of the only node. */
  reset(): Promise<void>
  close(): Promise<void>
}

export function createPresence(
  { records, commit, clock, limits, log }: Ground,
  {
    announcer,
    node,
    together,
    see,
  }: {
    announcer: Announcer
    /** The id of this node. */
    node: () => string
    /** Is told that a practitioner and a patient have come together, or parted. */
    together: (change: Change, practitioner: string, patient: string) => void
    /** The snapshot of one appointment for a desk. */
    see: (desk: Identity, appointment: string) => Promise<Snapshot>
  },
): Presence {
  const leaving = new Set<() => void>()
  /** The ids of connections of this node that closed and still count. */
  const lingering = new Set<string>()
  /** Those of which the records do not say so yet. */
  const unnoted: { readonly id: string; readonly at: number }[] = []
  let noting: Promise<void> | undefined
  const closing = new AbortController()
  let batch: Batch | undefined

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

  /** Drops the connections of one appointment that have closed. */
  const drop = async (
    tx: Db,
    change: Change,
    appointment: string,
    closed: ReadonlySet<string>,
  ): Promise<void> => {
    await lockAppointment(tx, appointment)
    const before = await listConnections(tx, appointment)
    const gone = before.filter(({ id }) => closed.has(id))
    if (gone.length === 0) return
    await dropConnections(
      tx,
      gone.map(({ id }) => id),
    )
    const after = before.filter(({ id }) => !closed.has(id))
    const there = await findAppointment(tx, appointment)
    const participants = await listParticipants(tx, appointment)
    const left = new Set(gone.map(({ participant }) => participant))
    for (const { participant } of after) left.delete(participant)
    if (there !== undefined)
      for (const patient of meetingWith(there, participants, before, left))
        together(change, there.practitioner, patient)
    for (const who of new Set(gone.map(({ participant }) => participant))) {
      const moved = presenceOf(before, who)?.place !== presenceOf(after, who)?.place
      const participant = participants.find(({ id }) => id === who)
      if (moved && participant !== undefined)
        change.tell('appointment', appointment, appointment, seesThem(participant))
    }
  }

  /** Drops the connections, and takes from the list those that it has dropped. Throws when some are left. */
  const dropAll = async (closed: Closed, signal: AbortSignal): Promise<void> => {
    // In one order on all nodes, so that two transactions never wait for each other.
    const inOrder = [...closed].sort(([one], [other]) => (one < other ? -1 : 1))
    let failure: unknown
    for (let at = 0; at < inOrder.length && !signal.aborted; at += few) {
      const some = inOrder.slice(at, at + few)
      try {
        await commit(async (tx, change) => {
          for (const [appointment, ids] of some) await drop(tx, change, appointment, ids)
        })
        for (const [appointment] of some) closed.delete(appointment)
      } catch (error) {
        // Perhaps one row is locked for long: the other appointments need not wait for it.
        failure = error
      }
    }
    if (closed.size > 0) throw failure ?? signal.reason
  }

  /** Drops the connections once the time to come back is over; tries again until it is done. */
  const dropSoon = (closed: Closed): void => {
    const cancel = clock.after(limits.presence, () => {
      leaving.delete(cancel)
      // A connection that closes from now on gets a new batch, even when the clock was set back.
      if (batch?.connections === closed) batch = undefined
      for (const ids of closed.values()) for (const id of ids) lingering.delete(id)
      dropAll(closed, closing.signal).catch((error) => {
        if (closing.signal.aborted) return
        log.error({ err: error }, 'connections could not be dropped')
        dropSoon(closed)
      })
    })
    leaving.add(cancel)
  }

  /**
   * Tells the other nodes, by the records, which connections have closed: those of one write together in the next. Where their person
   * has come to another node before that was written, they are dropped at once.
   */
  const note = async (): Promise<void> => {
    while (unnoted.length > 0) {
      const closed = unnoted.splice(0, mostNoted)
      const ids = closed.map(({ id }) => id)
      const since = Math.min(...closed.map(({ at }) => at)) - apart
      try {
        await closeConnections(records.db, ids)
        await dropAll(byAppointment(await listOutlived(records.db, ids, since)), closing.signal)
      } catch (error) {
        // On other nodes they count until they are dropped.
        log.warn({ err: error, connections: closed.length }, 'closed connections could not be noted')
      }
    }
    noting = undefined
  }

  return {
    enter: async (who, appointment, connection, place) => {
      const { comes, admission } = await commit(async (tx, change) => {
        await lockAppointment(tx, appointment)
        const admission = await admit(tx, who, appointment)
        const connections = await listConnections(tx, appointment)
        const known = connections.find((row) => row.id === connection)
        const before = presenceOf(connections, who.id)
        const closed = connections
          .filter(({ participant }) => participant === who.id)
          .filter(({ id, closed }) => id !== connection && (closed || lingering.has(id)))
          .map(({ id }) => id)
        if (closed.length > 0) await dropConnections(tx, closed)
        if (known?.place === place) {
          const after = connections.filter(({ id }) => !closed.includes(id))
          if (presenceOf(after, who.id)?.place !== before?.place)
            change.tell('appointment', appointment, appointment, seesThem(admission.me))
          return { comes: false, admission }
        }
        if (known !== undefined) await moveConnection(tx, connection, place, change.now)
        else {
          const since = before?.place === place ? Date.parse(before.since) : change.now
          await saveConnection(tx, {
            id: connection,
            appointment,
            participant: who.id,
            place,
            since,
            node: node(),
            practitioner: admission.appointment.practitioner,
            closed: false,
          })
        }
        if (known !== undefined || before?.place !== place)
          change.tell('appointment', appointment, appointment, seesThem(admission.me))
        if (before === undefined)
          for (const patient of meetingWith(
            admission.appointment,
            admission.participants,
            connections,
            new Set([who.id]),
          ))
            together(change, admission.appointment.practitioner, patient)
        return { comes: before === undefined, admission }
      })
      if (comes && admission.me.role === 'patient')
        await showOnDesk(appointment, admission.appointment.practitioner)
    },
    leave: (appointment, connection) => {
      const now = clock.now()
      if (batch === undefined || now - batch.at >= Math.min(moment, limits.presence)) {
        batch = { at: now, connections: new Map() }
        dropSoon(batch.connections)
      }
      const closed = batch.connections.get(appointment) ?? new Set()
      batch.connections.set(appointment, closed.add(connection))
      lingering.add(connection)
      unnoted.push({ id: connection, at: now })
      noting ??= note()
    },
    left: async (gone, signal) => {
      await dropAll(byAppointment(await listConnectionsOfNode(records.db, gone)), signal)
    },
    reset: () => dropAllConnections(records.db),
    close: async () => {
      closing.abort()
      for (const cancel of leaving) cancel()
      await noting
    },
  }
}

function byAppointment(rows: readonly Pick<ConnectionRow, 'id' | 'appointment'>[]): Closed {
  const found: Closed = new Map()
  for (const { appointment, id } of rows)
    found.set(appointment, new Set([...(found.get(appointment) ?? []), id]))
  return found
}

/** The patients who meet the practitioner of an appointment, or part from them, when these people come or go. */
function meetingWith(
  { practitioner }: Pick<AppointmentRow, 'practitioner'>,
  participants: readonly ParticipantRow[],
  connections: readonly ConnectionRow[],
  moving: ReadonlySet<string>,
): string[] {
  const here = new Set([...connections.map(({ participant }) => participant), ...moving])
  if (!here.has(practitioner)) return []
  return participants.flatMap(({ id, role }) =>
    role === 'patient' && here.has(id) && (moving.has(id) || moving.has(practitioner)) ? [id] : [],
  )
}

/** The participants whom a change of this participant's presence concerns. */
function seesThem(participant: ParticipantRow): (me: ParticipantRow) => boolean {
  return (me) => may(me, 'see a participant', { participant })
}
