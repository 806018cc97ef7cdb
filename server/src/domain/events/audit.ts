import {
  type AuditEntry,
  ChairsideError,
  type ExportedEntry,
  type Instant,
  toInstant,
} from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import {
  type AuditPlace,
  documentKey,
  listEntries,
  listEntriesBehind,
  subjectOf,
} from '../../records/audit.ts'
import type { Records } from '../../records/database.ts'

const page = 500

/** The audit of a document, oldest entry first. */
export const readDocumentAudit = (records: Records, document: string): AsyncIterable<AuditEntry> =>
  entries(records, documentKey(document))

/** The audit of an appointment, oldest entry first. Rejects with NOT_FOUND for an unknown appointment. */
export async function readAudit(records: Records, appointment: string): Promise<AsyncIterable<AuditEntry>> {
  if ((await findAppointment(records.db, appointment)) === undefined)
    throw new ChairsideError({ code: 'NOT_FOUND', found: 'unknown-appointment', named: appointment })
  return entries(records, appointment)
}

async function* entries(records: Records, key: string): AsyncIterable<AuditEntry> {
  for (let after = 0; ; ) {
    const rows = await listEntries(records.db, key, after, page)
    for (const { at, kind, facts } of rows) yield { at: toInstant(at), kind, ...facts }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    after = last.number
  }
}

/** All audits in one, oldest entry first: from `since` on, or all of it. */
export function exportAudit(records: Records, since: Instant | undefined): AsyncIterable<ExportedEntry> {
  const at = since === undefined ? 0 : Date.parse(since)
  // An empty id comes before every other id, so this place is before all entries of the instant.
  return exported(records, { at, appointment: '', number: 0 })
}

async function* exported(records: Records, start: AuditPlace): AsyncIterable<ExportedEntry> {
  for (let place = start; ; ) {
    const rows = await listEntriesBehind(records.db, place, page)
    for (const { appointment, number, at, kind, facts } of rows) {
      yield { ...facts, ...subjectOf(appointment), number, at: toInstant(at), kind }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    place = last
  }
}

/** The caller's IP address as a field of facts and log lines; no field when it is not known. */
export const fromAddress = (address: string | undefined): { address?: string } =>
  address === undefined ? {} : { address }
