import type { Visibility } from '@chairside/protocol'
import { listAudience } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listProfilesOf } from '../../records/profile.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Change } from '../events/commit.ts'
import type { Hints } from './hint.ts'

/**
 * Tells everyone in the appointments of a document, and the patients on whose profiles it is, that something changed. No
 * patient sees one that is not ready. `inherited` are the visibilities that it has or had where an attachment has none of
 * its own.
 */
export async function tellAudience(
  tx: Db,
  change: Change,
  hints: Hints,
  { id, state }: Pick<DocumentRow, 'id' | 'state'>,
  inherited: readonly Visibility[],
): Promise<void> {
  const isSeen = state === 'ready'
  if (isSeen) for (const { patient } of await listProfilesOf(tx, id)) hints.profile(change, patient)
  const audience = Map.groupBy(await listAudience(tx, id), ({ appointment }) => appointment)
  for (const [appointment, people] of audience) {
    const own = people[0]?.visibility ?? null
    hints.session(change, appointment, people, !isSeen ? [] : own === null ? inherited : [own])
  }
}
