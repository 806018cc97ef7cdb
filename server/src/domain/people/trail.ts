import { findAppointment, lockAppointments } from '../../records/appointment.ts'
import { appendEntries, appendEntriesOf, type Fact, hasEntry } from '../../records/audit.ts'
import { isAway } from '../events/again.ts'
import type { Ground } from '../events/ground.ts'
import { appointmentOf, auditKeyOf, type Identity } from './identity.ts'

/** Writes audit entries for which no request waits: who connected and disconnected, and who was refused. */
export interface Trail {
  /** Adds an entry to the audit of the identity's appointment, if there is one, or of its desk or files. Never throws. */
  note(who: Identity, fact: Fact): void
  /** Resolves when everything noted is written. */
  close(): Promise<void>
}

interface Noted {
  readonly who: Identity
  readonly fact: Fact
  /** Milliseconds since the epoch. */
  readonly at: number
}

export function createTrail({
  records,
  again,
  clock,
  log,
}: Pick<Ground, 'records' | 'again' | 'clock' | 'log'>): Trail {
  let waiting: Noted[] = []
  let writing: Promise<void> | undefined

  /** `doubted`: the entries may be written already, because an earlier try was not answered. */
  const append = (batch: readonly Noted[], doubted: boolean): Promise<void> =>
    records.write(async (tx) => {
      await lockAppointments(tx, new Set(batch.flatMap(({ who }) => appointmentOf(who) ?? [])))
      for (const { who, fact, at } of batch) {
        const appointment = appointmentOf(who)
        if (doubted && (await hasEntry(tx, appointment ?? auditKeyOf(who), at, fact))) continue
        if (appointment === undefined) await appendEntriesOf(tx, auditKeyOf(who), at, [fact])
        else if ((await findAppointment(tx, appointment)) !== undefined)
          await appendEntries(tx, appointment, at, [fact])
      }
    })

  /** Writes all entries that came during one transaction together in the next. */
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      // In one order, because another node may write into the same audits.
      batch.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other))))
      let doubted = false
      const work = (): Promise<void> =>
        append(batch, doubted).catch((error) => {
          doubted ||= records.isUnanswered(error)
          throw error
        })
      const lost = (error: unknown): void =>
        log.error({ err: error, entries: batch.length }, 'audit entries could not be kept')
      await work().catch((error) => (isAway(error) ? again.add({ work, lost }) : lost(error)))
    }
    writing = undefined
  }

  return {
    note: (who, fact) => {
      waiting.push({ who, fact, at: clock.now() })
      writing ??= write()
    },
    close: async () => {
      await writing
    },
  }
}

/** The audit in which an entry goes. */
const keyOf = ({ who }: { readonly who: Identity }): string => appointmentOf(who) ?? auditKeyOf(who)
