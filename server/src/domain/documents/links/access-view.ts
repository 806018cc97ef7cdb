import { type Access, toInstant } from '@chairside/protocol'
import type { Db } from '../../../records/database.ts'
import type { StoredDocument } from '../../../records/document.ts'
import { findPractitionerName } from '../../../records/participant.ts'
import type { AccessRow } from '../../../records/tables-of-documents.ts'
import { mimeOf } from '../kind.ts'

/** An access session as its page sees it. `saves`: whether a document of that sensitivity may be saved and printed. */
export async function viewAccess(
  db: Db,
  { id, expires_at, most_until }: Pick<AccessRow, 'id' | 'expires_at' | 'most_until'>,
  document: StoredDocument,
  { now, saves }: { readonly now: number; readonly saves: (sensitive: boolean) => boolean },
): Promise<Access> {
  const { name: practitioner = '' } = (await findPractitionerName(db, document.practitioner)) ?? {}
  const { name, size, kind, type, mime, flags, sensitivity, expires_at: until } = document
  const last = until ?? Number.POSITIVE_INFINITY
  return {
    id,
    expiresAt: toInstant(Math.min(expires_at, last)),
    mostUntil: toInstant(Math.min(most_until, last)),
    now: toInstant(now),
    practitioner,
    document: {
      id: document.id,
      name,
      size,
      kind: kind ?? 'other',
      mime: mimeOf(type ?? 'other', mime),
      flags: [...(flags ?? [])],
      sensitivity,
      ...(until !== null && { until: toInstant(until) }),
    },
    saves: saves(sensitivity === 'sensitive'),
  }
}
