import type { AuditEntry, ExportedEntry, Instant, Snapshot } from '@chairside/protocol'
import { exportAudit, readAudit } from './events/audit.ts'
import type { Ground } from './events/ground.ts'
import type { Sight } from './live/view.ts'
import type { Identity } from './people/identity.ts'
import { admit } from './people/participant.ts'
import { seeAppointment, seeDesk } from './snapshot.ts'

/** The queries of the domain, which change nothing. */
export interface Reading {
  /** Throws NOT_FOUND unless `who` is registered in the appointment. */
  admit(who: Identity, appointment: string): Promise<void>
  snapshot(who: Identity, appointment: string): Promise<Snapshot>
  desk(who: Identity): Promise<Snapshot[]>
  audit(appointment: string): Promise<AsyncIterable<AuditEntry>>
  /** The audit of all appointments and desks, oldest entry first. Throws BAD_REQUEST for an instant that is none. */
  auditSince(since: Instant | undefined): AsyncIterable<ExportedEntry>
  /** Throws when the records cannot be reached. */
  probe(): Promise<void>
}

export function createReading(
  { records }: Ground,
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
    // In one transaction, so that the snapshot and its revision match.
    snapshot: (who, appointment) =>
      records.write(async (tx) => seeAppointment(tx, await admit(tx, who, appointment), sight)),
    desk: (who) => records.write((tx) => seeDesk(tx, who, sight)),
    audit: (appointment) => readAudit(records, appointment),
    auditSince: (since) => exportAudit(records, since),
    probe: async () => {
      await records.db.selectFrom('appointments').select('id').limit(1).execute()
    },
  }
}
