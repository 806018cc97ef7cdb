import type { ServerEvent } from '@chairside/protocol'
import type { Log } from '../../log.ts'
import type { Meter } from '../../metrics.ts'
import { lockAppointments } from '../../records/appointment.ts'
import { appendEntries, appendEntriesOfAll, documentKey, type Fact } from '../../records/audit.ts'
import type { Db, Records } from '../../records/database.ts'
import { nextRevisions } from '../../records/participant.ts'
import type { AuditRow, ParticipantRow } from '../../records/tables.ts'
import type { Announcer, Clock } from '../../seams.ts'
import type { Again } from './again.ts'
import { countFacts } from './count-facts.ts'
import { putEvents } from './outbox.ts'

/** The kinds of subjects whose changes are told, in the order in which they are told. */
export const subjects = ['appointment', 'request', 'transfer'] as const
export type Subject = (typeof subjects)[number]

/** Whether a change concerns a participant. Others must not even learn that something changed. */
export type Concern = (me: ParticipantRow) => boolean

/** The participants who may see a subject, and its event for each of them with their next revision. */
export interface Telling {
  readonly to: readonly ParticipantRow[]
  readonly say: (me: ParticipantRow, revision: number) => ServerEvent
}

/** Reads a subject inside the transaction that changed it; undefined when it does not exist. */
export type Teller = (tx: Db, id: string) => Promise<Telling | undefined>

/** Collects what a transaction changes. All of it is told after the commit. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Notes that a subject of an appointment changed. Only those whom it `concerns` are told. */
  tell(subject: Subject, appointment: string, id: string, concerns?: Concern): void
  /** Notes a participant who loses all rights by this change; it is the last change told to them. */
  parting(appointment: string, participant: string): void
  /** Adds an entry to the appointment's audit. */
  fact(appointment: string, fact: Fact): void
  /** Adds an entry to the document's audit. */
  documentFact(document: string, fact: Fact): void
  /**
   * Runs `act` after the commit; never if the transaction fails. Where the answer to the commit is lost, it runs once the
   * records can be reached, if `holds` then finds there what this change did; without `holds`, it does not.
   */
  after(act: () => void, holds?: Holds): void
}

/** Whether the records say what a change was to make of them. */
export type Holds = (db: Db) => Promise<boolean>

/** For an act that does no harm after a change that was not made. */
export const harmless: Holds = async () => true

/**
 * Runs work in a transaction, then sends the events. Throws what the work throws; then nothing is sent, unless the answer to
 * the commit was lost: then all whom the change would have concerned are told how things stand, as soon as that is known.
 */
export type Commit = <Result>(work: (tx: Db, change: Change) => Promise<Result>) => Promise<Result>

interface Act {
  readonly act: () => void
  readonly holds: Holds | undefined
}

/** What a transaction was about to make known. */
interface Left {
  readonly touched: ReadonlyMap<string, Touched>
  readonly parting: ReadonlySet<string>
  readonly acts: readonly Act[]
}

interface Delivery {
  readonly appointment: string
  readonly to: ParticipantRow
  readonly event: ServerEvent
}

/** The changed subjects of one appointment; each change has a function that says whom it concerns. */
type Touched = Readonly<Record<Subject, Map<string, Concern[]>>>

const everyone: Concern = () => true

/**
 * Writes the facts into the audits, and in the same transaction those of which webhooks hear into the outbox. Sends every
 * change to each participant who may see it, with the participant's own gap-free revision. Events are built inside
 * the transaction, so that they show what was committed, and sent after the commit.
 */
export function createCommit({
  records,
  announcer,
  clock,
  tellers,
  filled,
  meter,
  again,
  log,
}: {
  records: Records
  announcer: Announcer
  clock: Clock
  tellers: Readonly<Record<Subject, Teller>>
  /** Is called after a commit that has put something into the outbox. */
  filled: () => void
  meter: Meter
  again: Again
  log: Log
}): Commit {
  const run = async <Result>(
    work: (tx: Db, change: Change) => Promise<Result>,
    unanswered: (left: Left) => void,
  ): Promise<Result> => {
    const now = clock.now()
    let left: Left | undefined
    const write = records.write(async (tx) => {
      // In here, because a transaction that met another one is run again.
      const touched = new Map<string, Touched>()
      const facts = new Map<string, Fact[]>()
      const others = new Map<string, Fact[]>()
      const parting = new Set<string>()
      const acts: Act[] = []
      const result = await work(tx, {
        now,
        tell: (subject, appointment, id, concerns = everyone) => {
          const known = touched.get(appointment) ?? untouched()
          touched.set(appointment, known)
          known[subject].set(id, [...(known[subject].get(id) ?? []), concerns])
        },
        parting: (appointment, participant) => parting.add(`${appointment}/${participant}`),
        fact: (appointment, fact) => facts.set(appointment, [...(facts.get(appointment) ?? []), fact]),
        documentFact: (document, fact) => {
          const key = documentKey(document)
          others.set(key, [...(others.get(key) ?? []), fact])
        },
        after: (act, holds) => acts.push({ act, holds }),
      })
      const rows: AuditRow[] = []
      for (const [appointment, all] of facts) rows.push(...(await appendEntries(tx, appointment, now, all)))
      rows.push(...(await appendEntriesOfAll(tx, now, others)))
      const fills = await putEvents(tx, rows)
      const noted = [...facts.values(), ...others.values()].flat()
      left = { touched, parting, acts }
      return { result, deliveries: await look(tx, touched, parting), acts, noted, fills }
    })
    const { result, deliveries, acts, noted, fills } = await write.catch((error) => {
      if (left !== undefined && records.isUnanswered(error)) unanswered(left)
      throw error
    })

    for (const { appointment, to, event } of deliveries) {
      announcer.toParticipant(appointment, to.id, event)
      if (to.role === 'practitioner') announcer.toDesk(to.id, event)
    }
    for (const { act } of acts) act()
    countFacts(meter, noted)
    if (fills) filled()
    return result
  }

  /**
   * Tells everything that a change has perhaps changed as it stands. Those who have missed its events see a gap in their
   * revisions, and ask for a snapshot. The transaction in doubt holds its locks until it has ended, so this waits for it.
   */
  const tellAgain = ({ touched, parting, acts }: Left): void =>
    again.add({
      work: async () => {
        const tell = async (tx: Db, change: Change): Promise<void> => {
          await lockAppointments(tx, touched.keys())
          for (const [appointment, changed] of touched)
            for (const subject of subjects)
              for (const [id, concerns] of changed[subject])
                change.tell(subject, appointment, id, (me) => concerns.some((concern) => concern(me)))
          for (const one of parting) {
            const at = one.indexOf('/')
            change.parting(one.slice(0, at), one.slice(at + 1))
          }
        }
        // Should this go without an answer too, it is tried again as it is.
        if (touched.size > 0) await run(tell, () => {})
        for (const { act, holds } of acts) if (await holds?.(records.db)) act()
        filled()
      },
      lost: (error) => log.error({ err: error }, 'a change that was perhaps kept could not be told'),
    })

  return (work) => run(work, tellAgain)

  async function look(
    tx: Db,
    touched: ReadonlyMap<string, Touched>,
    parting: ReadonlySet<string>,
  ): Promise<Delivery[]> {
    const deliveries: Delivery[] = []
    for (const [appointment, changed] of touched) {
      const hears: Concern = (me) => !me.erased || parting.has(`${appointment}/${me.id}`)
      for (const subject of subjects) {
        for (const [id, concerns] of changed[subject]) {
          const telling = await tellers[subject](tx, id)
          if (telling === undefined) continue
          const to = telling.to.filter(hears)
          deliveries.push(...(await number(tx, appointment, { ...telling, to }, concerns)))
        }
      }
    }
    return deliveries
  }
}

const untouched = (): Touched => ({ appointment: new Map(), request: new Map(), transfer: new Map() })

/** Builds the events of one subject, each with its participant's next revision. */
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
