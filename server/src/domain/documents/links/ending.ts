import { dropAccesses, listAccessesOf } from '../../../records/access.ts'
import type { Db } from '../../../records/database.ts'
import type { DocumentRow } from '../../../records/tables-of-documents.ts'
import { readRights } from '../opening.ts'

/** Ends the access sessions of those patients who may no longer open a document, as after it was taken from them. */
export async function endLostAccesses(tx: Db, document: DocumentRow, now: number): Promise<void> {
  const open = await listAccessesOf(tx, document.id)
  if (open.length === 0) return
  const rights = await readRights(
    tx,
    [document.id],
    open.map(({ patient }) => ({ id: patient })),
    now,
  )
  const ids = open.flatMap(({ id, patient }) =>
    rights.answer({ id: patient }, document, 'open').may ? [] : [id],
  )
  if (ids.length > 0) await dropAccesses(tx, { ids })
}
