import { type AuditEntry, ChairsideError, toInstant } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { listEntries } from '../../records/audit.ts'
import type { Records } from '../../records/database.ts'

const page = 500

/** The audit of an appointment, oldest entry first. Rejects with NOT_FOUND for an unknown appointment. */
export async function readAudit(records: Records, appointment: string): Promise<AsyncIterable<AuditEntry>> {
  if ((await findAppointment(records.db, appointment)) === undefined) throw new ChairsideError('NOT_FOUND')
  return entries(records, appointment)
}

async function* entries(records: Records, appointment: string): AsyncIterable<AuditEntry> {
  for (let after = 0; ; ) {
    const rows = await listEntries(records.db, appointment, after, page)
    for (const { at, kind, facts } of rows) yield { at: toInstant(at), kind, ...facts }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    after = last.number
  }
}
