import type { Records } from '../../server/src/records/database.ts'
import { insertDocument } from '../../server/src/records/document.ts'
import type { DocumentRow } from '../../server/src/records/tables-of-documents.ts'
import { insertUploads } from '../../server/src/records/upload.ts'

/** The name of a document of a large library, by its place in the order of names. */
export const nameAt = (at: number): string => `plan ${String(at).padStart(5, '0')} of the week.pdf`

/** The rows come in an order that is none of those of a library; sizes and times are not all different. */
function rowAt(practitioner: string, at: number, count: number): DocumentRow {
  const name = nameAt((at * 7_919) % count)
  return {
    ...{
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      practitioner,
      name,
      folded: name,
      offer: `offer ${at}`,
      size: 1 + (at % 997),
    },
    ...{ policy: 'material', state: 'ready', waiting: false, kind: 'pdf', sensitivity: 'normal' },
    ...{ visibility: 'all', expires_at: null, code: null, details: null, created_at: 1_000 + (at % 3_000) },
    ...{ ready_at: 5_000, ended_at: null, kept_from: null, thumbnail: null },
  }
}

/**
 * Gives a practitioner a library of `count` documents without their bytes. Every one whose number `deleted` says is
 * deleted.
 */
export async function fillLibrary(
  records: Records,
  practitioner: string,
  count: number,
  deleted: (at: number) => boolean = () => false,
): Promise<void> {
  await records.write(async (tx) => {
    for (let at = 0; at < count; at += 1) {
      const row = rowAt(practitioner, at, count)
      const { id, policy, size } = row
      await insertUploads(tx, [{ id, owner: 'document', policy, sender: 'practitioner', size }])
      await insertDocument(tx, deleted(at) ? { ...row, state: 'deleted', ended_at: 6_000 } : row)
    }
  })
}
