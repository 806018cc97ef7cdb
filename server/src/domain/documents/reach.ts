import type { Reach } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { listAttachmentsOf } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { findDocument } from '../../records/document.ts'
import { listParticipants } from '../../records/participant.ts'
import { listProfilesOf } from '../../records/profile.ts'
import { readRights } from './opening.ts'

/** How many patients can open a document now, and how many of its appointments take place now. */
export async function reachOf(db: Db, id: string, now: number): Promise<Reach> {
  const document = await findDocument(db, id)
  if (document === undefined) return { patients: 0, running: 0 }
  const people = new Set<string>()
  let running = 0
  for (const { appointment } of await listAttachmentsOf(db, id)) {
    const row = await findAppointment(db, appointment)
    if (row !== undefined && row.ended_at === null && row.starts_at <= now && now < row.ends_at) running += 1
    for (const one of await listParticipants(db, appointment))
      if (one.role === 'patient' && !one.erased) people.add(one.id)
  }
  for (const { patient } of await listProfilesOf(db, id)) people.add(patient)
  const rights = await readRights(
    db,
    [id],
    [...people].map((person) => ({ id: person })),
    now,
  )
  // A patient who only lacks the code has one, or gets one.
  const may = [...people].filter((person) => {
    const answer = rights.answer({ id: person }, document)
    return answer.may || answer.why === 'needs-code'
  })
  return { patients: may.length, running }
}
