import type { DocumentState } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeDocumentState, type DocumentFields } from '../../records/document.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'

/*
 *   receiving → checking → ready
 *       └── rejected ──┘
 *   any → deleted (the bytes are gone, the record stays)
 *   "expired" is no state: time alone makes it so.
 */
const moves: Readonly<Record<DocumentState, readonly DocumentState[]>> = {
  receiving: ['checking', 'rejected', 'deleted'],
  checking: ['ready', 'rejected', 'deleted'],
  ready: ['deleted'],
  rejected: ['deleted'],
  deleted: [],
}

/** Moves a document to its next state, with that state's fields. Throws on an illegal move, which is a bug. */
export async function moveDocument<Row extends DocumentRow>(
  tx: Db,
  document: Row,
  to: DocumentState,
  fields: DocumentFields = {},
): Promise<Row> {
  if (!moves[document.state].includes(to))
    throw new Error(`a document cannot go from ${document.state} to ${to}`)
  await changeDocumentState(tx, document, to, fields)
  return { ...document, ...fields, state: to }
}
