import type { Visibility } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listDocuments } from '../../records/document.ts'
import type { AttachmentRow } from '../../records/tables-of-documents.ts'

/** The visibilities with which patients see something of these attachments. What is not ready no patient sees. */
export async function visibilitiesOf(
  db: Db,
  attachments: readonly Pick<AttachmentRow, 'document' | 'visibility'>[],
): Promise<Visibility[]> {
  if (attachments.length === 0) return []
  const ids = attachments.map(({ document }) => document)
  const documents = new Map((await listDocuments(db, ids)).map((one) => [one.id, one]))
  return attachments.flatMap(({ document: id, visibility }) => {
    const document = documents.get(id)
    return document?.state === 'ready' ? [visibility ?? document.visibility] : []
  })
}
