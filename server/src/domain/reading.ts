import type { AuditEntry, Snapshot } from '@chairside/protocol'
import { readRecord } from './events/audit.ts'
import type { Ground } from './events/ground.ts'
import { expiryOf } from './live/expiry.ts'
import type { Sight } from './live/view.ts'
import type { Identity } from './people/identity.ts'
import { admit } from './people/participant.ts'
import { seeAppointment, seeDesk } from './snapshot.ts'

/** What can be looked at without changing anything. */
export interface Reading {
  /** Throws NOT_FOUND for somebody who is nobody in the appointment. */
  admit(who: Identity, appointment: string): Promise<void>
  snapshot(who: Identity, appointment: string): Promise<Snapshot>
  desk(who: Identity): Promise<Snapshot[]>
  record(appointment: string): Promise<AsyncIterable<AuditEntry>>
  /** Until when an unfinished upload can go on at least, ms since the epoch. Asks nobody who they are. */
  uploadExpiry(file: string): Promise<number | undefined>
  /** Throws when the records cannot be reached. */
  probe(): Promise<void>
}

export function createReading(
  { records, clock, limits }: Ground,
  {
    sight,
  }: {
    sight: Sight
  },
): Reading {
  return {
    admit: async (who, appointment) => {
      await admit(records.db, who, appointment)
    },
    // In one transaction, so that what is seen and its revision belong together.
    snapshot: (who, appointment) =>
      records.write(async (tx) => seeAppointment(tx, await admit(tx, who, appointment), sight)),
    desk: (who) => records.write((tx) => seeDesk(tx, who, sight)),
    record: (appointment) => readRecord(records, appointment),
    uploadExpiry: (file) => expiryOf(records.db, file, clock.now(), limits),
    probe: async () => {
      await records.db.selectFrom('appointments').select('id').limit(1).execute()
    },
  }
}
