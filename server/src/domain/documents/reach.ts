import type { Reach } from '@chairside/protocol'
import { listOpeningsOf, listPersonalOf, type PersonalAttachment } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { findDocument } from '../../records/document.ts'
import { listProfilesOf } from '../../records/profile.ts'
import { rightsBy } from './opening.ts'

/** How many patients can open a document now, and how many of its appointments take place now. */
export async function reachOf(db: Db, id: string, now: number): Promise<Reach> {
  const document = await findDocument(db, id)
  if (document === undefined) return { patients: 0, running: 0 }
  const attached = await listPersonalOf(db, id)
  const isRunning = ({ starts_at, ends_at, ended_at }: PersonalAttachment): boolean =>
    ended_at === null && starts_at <= now && now < ends_at
  const running = new Set(attached.filter(isRunning).map(({ appointment }) => appointment))
  const onProfiles = await listProfilesOf(db, id)
  const patients = new Set([
    ...attached.filter(({ role }) => role === 'patient').map(({ person }) => person),
    ...onProfiles.map(({ patient }) => patient),
  ])
  const opened = await listOpeningsOf(db, id)
  const rights = rightsBy({ attached, opened, onProfiles, accesses: [] }, now)
  // A patient who only lacks the code has one, or gets one.
  const may = [...patients].filter((person) => {
    const answer = rights.answer({ id: person }, document)
    return answer.may || answer.why === 'needs-code'
  })
  return { patients: may.length, running: running.size }
}
