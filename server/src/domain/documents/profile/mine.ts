import type { PatientProfile } from '@chairside/protocol'
import type { Db } from '../../../records/database.ts'
import { namePractitioners } from '../../../records/participant.ts'
import { listReadyOnProfile } from '../../../records/profile-list.ts'
import type { Identity } from '../../people/identity.ts'
import { readRights } from '../opening.ts'
import { type Judged, viewForPatient } from '../patient-session.ts'

/** What is on a patient's own profile, by the practitioner, with what they may do with it. */
export async function readMine(
  db: Db,
  who: Identity,
  limit: number,
  now: number,
): Promise<{ profile: PatientProfile[]; judged: readonly Judged[] }> {
  const documents = await listReadyOnProfile(db, who.id, limit)
  if (documents.length === 0) return { profile: [], judged: [] }
  const rights = await readRights(
    db,
    documents.map(({ id }) => id),
    [who],
    now,
  )
  const judged = documents.map((document) => ({
    document,
    answer: rights.answer(who, document),
    openedAt: undefined,
  }))
  const groups = Map.groupBy(judged, ({ document }) => document.practitioner)
  const names = await namePractitioners(db, groups.keys(), who.id)
  const profile = [...groups].map(([id, mine]) => ({
    practitioner: { id, name: names.get(id) ?? '' },
    documents: mine.flatMap((one) => viewForPatient(one) ?? []),
  }))
  return { profile, judged }
}
