import { saveOpenings } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listParticipants } from '../../records/participant.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Change } from '../events/commit.ts'
import type { Identity } from '../people/identity.ts'
import { windowStart } from './entitlement.ts'
import type { Hints } from './hint.ts'
import { readRights, timesOf } from './opening.ts'

/** Keeps in which windows a patient has opened documents, so that these stay open for them. */
export async function keepOpenings(
  tx: Db,
  change: Change,
  {
    documents,
    who: { id: patient },
    who,
    hints,
  }: { readonly documents: readonly DocumentRow[]; readonly who: Identity; readonly hints: Hints },
): Promise<void> {
  const { now } = change
  const ids = documents.map(({ id }) => id)
  const rights = await readRights(tx, ids, [who], now)
  const rows = documents.flatMap(({ id: document, visibility }) => {
    const known = rights.openings(patient, document)
    return rights.attachments(patient, document).flatMap((one) => {
      const { appointment, availability } = one
      const isOpen = one.role === 'patient' && now >= windowStart(timesOf(one), availability)
      const isPaid = (one.visibility ?? visibility) === 'all' || one.paid
      const isKept = known.some(
        (other) => other.appointment === appointment && other.availability === availability,
      )
      return isOpen && isPaid && !isKept ? { document, appointment, patient, availability, at: now } : []
    })
  })
  if (rows.length === 0) return
  const saved = await saveOpenings(tx, rows)
  const opened = new Set(saved.map(({ document }) => document))
  for (const { id, practitioner } of documents) if (opened.has(id)) hints.library(change, practitioner)
  for (const appointment of new Set(saved.map((one) => one.appointment))) {
    const editors = (await listParticipants(tx, appointment)).filter(({ role }) => role !== 'patient')
    hints.session(change, appointment, editors, [])
    hints.patient(change, appointment, patient)
  }
}
