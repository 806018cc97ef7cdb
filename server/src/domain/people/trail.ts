import { findAppointment, lockAppointments } from '../../records/appointment.ts'
import { appendEntries, appendEntriesOf, type Fact } from '../../records/audit.ts'
import type { Ground } from '../events/ground.ts'
import { appointmentOf, auditKeyOf, type Identity } from './identity.ts'

/** Writes audit entries for which no request waits: who connected and disconnected, and who was refused. */
export interface Trail {
  /** Adds an entry to the audit of the identity's appointment, if there is one, or of its desk or files. Never throws. */
  note(who: Identity, fact: Fact): void
  /** Resolves when everything noted is written. */
  close(): Promise<void>
}

export function createTrail({ records, clock, log }: Pick<Ground, 'records' | 'clock' | 'log'>): Trail {
  let waiting: { readonly who: Identity; readonly fact: Fact }[] = []
  let writing: Promise<void> | undefined

  /** Writes all entries that came during one transaction together in the next. */
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      // In one order, because another node may write into the same audits.
      batch.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other))))
      try {
        await records.write(async (tx) => {
          const now = clock.now()
          await lockAppointments(tx, new Set(batch.flatMap(({ who }) => appointmentOf(who) ?? [])))
          for (const { who, fact } of batch) {
            const appointment = appointmentOf(who)
            if (appointment === undefined) await appendEntriesOf(tx, auditKeyOf(who), now, [fact])
            else if ((await findAppointment(tx, appointment)) !== undefined)
              await appendEntries(tx, appointment, now, [fact])
          }
        })
      } catch (error) {
        log.error({ err: error, entries: batch.length }, 'audit entries could not be kept')
      }
    }
    writing = undefined
  }

  return {
    note: (who, fact) => {
      waiting.push({ who, fact })
      writing ??= write()
    },
    close: async () => {
      await writing
    },
  }
}

/** The audit in which an entry goes. */
const keyOf = ({ who }: { readonly who: Identity }): string => appointmentOf(who) ?? auditKeyOf(who)
