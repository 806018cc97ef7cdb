import type { ServerEvent } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { appendLines, type Fact } from '../../records/audit.ts'
import { listConnections } from '../../records/connection.ts'
import type { Db, Records } from '../../records/database.ts'
import { listParticipants, nextRevisions } from '../../records/participant.ts'
import { findRequest } from '../../records/request.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { Announcer, Clock } from '../../seams.ts'
import { viewAppointment, viewRequest } from '../live/view.ts'
import { may } from '../people/permission.ts'
import { type Sight, seeTransfer } from '../snapshot.ts'

/** What a piece of work has changed; noted while it runs, told when it is committed. */
export interface Change {
  readonly now: number
  transfer(appointment: string, id: string): void
  request(appointment: string, id: string): void
  /** Told to those whom it concerns, or to everybody: others must not even learn that something changed. */
  appointment(id: string, concerns?: Concern): void
  /** A line of the appointment's record. */
  fact(appointment: string, fact: Fact): void
  /** Something outside the records that follows the commit, and only the commit. */
  after(act: () => void): void
}

type Concern = (me: ParticipantRow) => boolean

/** Runs work in a transaction and afterwards tells everyone concerned. */
export type Commit = <Result>(work: (tx: Db, change: Change) => Promise<Result>) => Promise<Result>

interface Delivery {
  readonly appointment: string
  readonly to: ParticipantRow
  readonly event: ServerEvent
}

/**
 * Every change is told to each participant who may see it, with a number of their own that has no gaps.
 * The events are made inside the transaction, so they show what was committed, and sent after it.
 */
export function createCommit({
  records,
  announcer,
  clock,
  sight,
}: {
  records: Records
  announcer: Announcer
  clock: Clock
  sight: Sight
}): Commit {
  return async (work) => {
    const touched = new Map<
      string,
      { appointment: Concern[]; transfers: Set<string>; requests: Set<string> }
    >()
    const touch = (id: string) => {
      const known = touched.get(id) ?? { appointment: [], transfers: new Set(), requests: new Set() }
      touched.set(id, known)
      return known
    }
    const facts = new Map<string, Fact[]>()
    const acts: (() => void)[] = []
    const now = clock.now()

    const { result, deliveries } = await records.write(async (tx) => {
      const result = await work(tx, {
        now,
        transfer: (appointment, id) => touch(appointment).transfers.add(id),
        request: (appointment, id) => touch(appointment).requests.add(id),
        appointment: (id, concerns = () => true) => touch(id).appointment.push(concerns),
        fact: (appointment, fact) => facts.set(appointment, [...(facts.get(appointment) ?? []), fact]),
        after: (act) => acts.push(act),
      })
      for (const [appointment, all] of facts) await appendLines(tx, appointment, now, all)
      const deliveries: Delivery[] = []
      for (const [id, what] of touched) {
        if (what.appointment.length > 0) deliveries.push(...(await tellAppointment(tx, id, what.appointment)))
        for (const request of what.requests) deliveries.push(...(await tellRequest(tx, request)))
        for (const transfer of what.transfers) deliveries.push(...(await tellTransfer(tx, transfer)))
      }
      return { result, deliveries }
    })

    for (const { appointment, to, event } of deliveries) {
      announcer.toParticipant(appointment, to.id, event)
      if (to.role === 'practitioner') announcer.toDesk(to.id, event)
    }
    for (const act of acts) act()
    return result
  }

  async function tellAppointment(tx: Db, id: string, concerns: readonly Concern[]): Promise<Delivery[]> {
    const appointment = await findAppointment(tx, id)
    if (appointment === undefined) return []
    const participants = await listParticipants(tx, id)
    const connections = await listConnections(tx, id)
    const concerned = participants.filter((me) => concerns.some((concern) => concern(me)))
    return tell(tx, id, concerned, (me, revision) => ({
      name: 'appointment',
      payload: {
        revision,
        appointment: viewAppointment({ appointment, participants, me }, connections, sight.retentionHours),
      },
    }))
  }

  async function tellRequest(tx: Db, id: string): Promise<Delivery[]> {
    const request = await findRequest(tx, id)
    if (request === undefined) return []
    const concerned = (await listParticipants(tx, request.appointment)).filter((me) =>
      may(me, 'see a request', { request }),
    )
    return tell(tx, request.appointment, concerned, (_, revision) => ({
      name: 'request',
      payload: { revision, appointment: request.appointment, request: viewRequest(request) },
    }))
  }

  async function tellTransfer(tx: Db, id: string): Promise<Delivery[]> {
    const transfer = await findTransfer(tx, id)
    if (transfer === undefined) return []
    const concerned = (await listParticipants(tx, transfer.appointment)).filter((me) =>
      may(me, 'see a transfer', { transfer }),
    )
    const seen = await seeTransfer(tx, transfer, sight)
    return tell(tx, transfer.appointment, concerned, (me, revision) => ({
      name: 'transfer',
      payload: { revision, transfer: seen(me.id) },
    }))
  }
}

async function tell(
  tx: Db,
  appointment: string,
  to: readonly ParticipantRow[],
  say: (me: ParticipantRow, revision: number) => ServerEvent,
): Promise<Delivery[]> {
  if (to.length === 0) return []
  const counted = await nextRevisions(
    tx,
    appointment,
    to.map(({ id }) => id),
  )
  const revisions = new Map(counted.map(({ id, revision }) => [id, revision]))
  return to.flatMap((me) => {
    const revision = revisions.get(me.id)
    return revision === undefined ? [] : [{ appointment, to: me, event: say(me, revision) }]
  })
}
