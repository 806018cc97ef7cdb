import type { ServerEvent } from '@chairside/protocol'
import { appendLines, type Fact } from '../../records/audit.ts'
import type { Db, Records } from '../../records/database.ts'
import { nextRevisions } from '../../records/participant.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { Announcer, Clock } from '../../seams.ts'

/** What can change, and is told to those who may see it; in this order. */
export const subjects = ['appointment', 'request', 'transfer'] as const
export type Subject = (typeof subjects)[number]

/** Whether a change of a subject concerns a participant: others must not even learn that something changed. */
export type Concern = (me: ParticipantRow) => boolean

/** How one subject looks to each participant who may see it, with the revision that the participant then has. */
export interface Telling {
  readonly to: readonly ParticipantRow[]
  readonly say: (me: ParticipantRow, revision: number) => ServerEvent
}

/** Looks at a subject inside the transaction that changed it. Undefined when it is not there. */
export type Teller = (tx: Db, id: string) => Promise<Telling | undefined>

/** What a piece of work has changed; noted while it runs, told when it is committed. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** A subject of an appointment changed. `concerns` narrows those who are told. */
  tell(subject: Subject, appointment: string, id: string, concerns?: Concern): void
  /** Adds an entry to the appointment's audit. */
  fact(appointment: string, fact: Fact): void
  /** Runs `act` after the commit, and only then. */
  after(act: () => void): void
}

/** Runs work in a transaction and afterwards tells everyone concerned. */
export type Commit = <Result>(work: (tx: Db, change: Change) => Promise<Result>) => Promise<Result>

interface Delivery {
  readonly appointment: string
  readonly to: ParticipantRow
  readonly event: ServerEvent
}

/** The subjects of one appointment that changed, each with whom that concerns. */
type Touched = Readonly<Record<Subject, Map<string, Concern[]>>>

const everyone: Concern = () => true

/**
 * Tells every change to each participant who may see it, with a number of their own that has no gaps. The events are made
 * inside the transaction, so they show what was committed, and sent after it.
 */
export function createCommit({
  records,
  announcer,
  clock,
  tellers,
}: {
  records: Records
  announcer: Announcer
  clock: Clock
  tellers: Readonly<Record<Subject, Teller>>
}): Commit {
  return async (work) => {
    const touched = new Map<string, Touched>()
    const facts = new Map<string, Fact[]>()
    const acts: (() => void)[] = []
    const now = clock.now()

    const { result, deliveries } = await records.write(async (tx) => {
      const result = await work(tx, {
        now,
        tell: (subject, appointment, id, concerns = everyone) => {
          const known = touched.get(appointment) ?? untouched()
          touched.set(appointment, known)
          known[subject].set(id, [...(known[subject].get(id) ?? []), concerns])
        },
        fact: (appointment, fact) => facts.set(appointment, [...(facts.get(appointment) ?? []), fact]),
        after: (act) => acts.push(act),
      })
      for (const [appointment, all] of facts) await appendLines(tx, appointment, now, all)
      return { result, deliveries: await look(tx, touched) }
    })

    for (const { appointment, to, event } of deliveries) {
      announcer.toParticipant(appointment, to.id, event)
      if (to.role === 'practitioner') announcer.toDesk(to.id, event)
    }
    for (const act of acts) act()
    return result
  }

  async function look(tx: Db, touched: ReadonlyMap<string, Touched>): Promise<Delivery[]> {
    const deliveries: Delivery[] = []
    for (const [appointment, changed] of touched) {
      for (const subject of subjects) {
        for (const [id, concerns] of changed[subject]) {
          const telling = await tellers[subject](tx, id)
          if (telling !== undefined) deliveries.push(...(await number(tx, appointment, telling, concerns)))
        }
      }
    }
    return deliveries
  }
}

const untouched = (): Touched => ({ appointment: new Map(), request: new Map(), transfer: new Map() })

/** Gives each participant who is told the next revision. */
async function number(
  tx: Db,
  appointment: string,
  { to, say }: Telling,
  concerns: readonly Concern[],
): Promise<Delivery[]> {
  const told = to.filter((me) => concerns.some((concern) => concern(me)))
  if (told.length === 0) return []
  const counted = await nextRevisions(
    tx,
    appointment,
    told.map(({ id }) => id),
  )
  const revisions = new Map(counted.map(({ id, revision }) => [id, revision]))
  return told.flatMap((me) => {
    const revision = revisions.get(me.id)
    return revision === undefined ? [] : [{ appointment, to: me, event: say(me, revision) }]
  })
}
