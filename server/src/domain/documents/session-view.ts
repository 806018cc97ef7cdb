import { type SessionDocument, type SessionDocuments, toInstant } from '@chairside/protocol'
import { listAttachments, listOpeningsIn } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listDocuments } from '../../records/document.ts'
import type { AppointmentRow, ParticipantRow } from '../../records/tables.ts'
import type { AttachmentRow, OpeningRow } from '../../records/tables-of-documents.ts'
import { type Admission, patientsOf } from '../people/participant.ts'
import { windowStart } from './entitlement.ts'
import { timesOf } from './opening.ts'
import { viewDocuments } from './view.ts'

/** What is attached to an appointment, as those who may edit it see it. */
export async function viewSession(
  db: Db,
  { appointment, participants }: Pick<Admission, 'appointment' | 'participants'>,
  { now, arriving }: { now: number; arriving: (id: string) => number | undefined },
): Promise<SessionDocuments> {
  const attachments = await listAttachments(db, appointment.id)
  const ids = attachments.map(({ document }) => document)
  const stored = ids.length === 0 ? [] : await listDocuments(db, ids)
  const documents = new Map((await viewDocuments(db, stored, arriving)).map((one) => [one.id, one]))
  const openings = Map.groupBy(await listOpeningsIn(db, appointment.id), ({ document }) => document)
  const patients = patientsOf(participants)
  return {
    appointment: appointment.id,
    ...(appointment.title !== '' && { title: appointment.title }),
    practitioner: appointment.practitioner,
    startsAt: toInstant(appointment.starts_at),
    endsAt: toInstant(appointment.ends_at),
    ...(appointment.ended_at !== null && { endedAt: toInstant(appointment.ended_at) }),
    documents: attachments.flatMap((attachment): SessionDocument[] => {
      const document = documents.get(attachment.document)
      if (document === undefined || document.state === 'deleted') return []
      const visibility = attachment.visibility ?? document.visibility
      const meant = patients.filter(({ paid }) => visibility === 'all' || paid)
      const opened = openings.get(document.id) ?? []
      return [
        {
          document,
          availability: attachment.availability,
          visibility,
          inherited: attachment.visibility === null,
          ...windowOf(appointment, attachment, { now, opened, meant }),
          openedBy: meant.filter(({ id }) => opened.some(({ patient }) => patient === id)).length,
          meantFor: meant.length,
        },
      ]
    }),
    patients: patients.map(({ id, name, paid }) => ({ id, name, paid })),
  }
}

/** When the window of an attachment opens, and for how many it stays open before that. */
function windowOf(
  appointment: AppointmentRow,
  { availability }: AttachmentRow,
  { now, opened, meant }: { now: number; opened: readonly OpeningRow[]; meant: readonly ParticipantRow[] },
): Pick<SessionDocument, 'from' | 'staysOpenFor'> {
  const from = windowStart(timesOf(appointment), availability)
  if (from === Number.NEGATIVE_INFINITY) return {}
  const inside = opened.filter((one) => one.availability === availability)
  const stays = now < from ? meant.filter(({ id }) => inside.some(({ patient }) => patient === id)).length : 0
  return { from: toInstant(from), ...(stays > 0 && { staysOpenFor: stays }) }
}
