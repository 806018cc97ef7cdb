import { saveOpening } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listParticipants } from '../../records/participant.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Change } from '../events/commit.ts'
import type { Identity } from '../people/identity.ts'
import { windowStart } from './entitlement.ts'
import type { Hints } from './hint.ts'
import { readRights, timesOf } from './opening.ts'

/** Keeps in which windows a patient has opened a document, so that these stay open for them. */
export async function keepOpening(
  tx: Db,
  change: Change,
  { document, who, hints }: { readonly document: DocumentRow; readonly who: Identity; readonly hints: Hints },
): Promise<void> {
  const { now } = change
  const rights = await readRights(tx, [document.id], [who], now)
  for (const one of rights.attachments(who.id, document.id)) {
    const { appointment, availability } = one
    if (one.role !== 'patient' || now < windowStart(timesOf(one), availability)) continue
    if ((one.visibility ?? document.visibility) === 'paid' && !one.paid) continue
    const row = { document: document.id, appointment, patient: who.id, availability, at: now }
    if (!(await saveOpening(tx, row))) continue
    hints.library(change, document.practitioner)
    const editors = (await listParticipants(tx, appointment)).filter(({ role }) => role !== 'patient')
    hints.session(change, appointment, editors, [])
    hints.patient(change, appointment, who.id)
  }
}
