import {
  type NotOpen,
  type PatientDocument,
  type PatientSession,
  type ReceivedFile,
  type SeenAs,
  toInstant,
} from '@chairside/protocol'
import { listAttachments } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listDocuments, type StoredDocument } from '../../records/document.ts'
import type { AppointmentRow, ParticipantRow } from '../../records/tables.ts'
import type { Identity } from '../people/identity.ts'
import type { Answer } from './entitlement.ts'
import { mimeOf } from './kind.ts'
import { type Rights, readRights } from './opening.ts'

/** A document that is attached to an appointment or on a profile, with what one patient may do with it. */
export interface Judged {
  readonly document: StoredDocument
  readonly answer: Answer
  /** When the patient first opened it in that appointment. */
  readonly openedAt: number | undefined
}

/** The documents of appointments in their order, judged for one patient, by the appointment. */
export async function judgeSessions(
  db: Db,
  who: Pick<Identity, 'id'> & Partial<Identity>,
  appointments: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, readonly Judged[]>> {
  const attachments = []
  for (const id of appointments) attachments.push(...(await listAttachments(db, id)))
  const ids = [...new Set(attachments.map(({ document }) => document))]
  const documents = new Map(
    (ids.length === 0 ? [] : await listDocuments(db, ids)).map((one) => [one.id, one]),
  )
  const rights = await readRights(db, ids, [who], now)
  const judged = attachments.flatMap(({ document: id, appointment }) => {
    const document = documents.get(id)
    if (document === undefined) return []
    const answer = rights.answer(who, document)
    return [{ appointment, document, answer, openedAt: firstOpened(rights, who.id, id, appointment) }]
  })
  return Map.groupBy(judged, ({ appointment }) => appointment)
}

function firstOpened(
  rights: Rights,
  person: string,
  document: string,
  appointment: string,
): number | undefined {
  const times = rights
    .openings(person, document)
    .flatMap((one) => (one.appointment === appointment ? one.at : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** The files of an appointment for one of its patients. */
export function viewPatientSession(
  appointment: AppointmentRow,
  practitioner: Pick<ParticipantRow, 'id' | 'name'> | undefined,
  judged: readonly Judged[],
  received: readonly ReceivedFile[],
): PatientSession {
  return {
    appointment: appointment.id,
    ...(appointment.title !== '' && { title: appointment.title }),
    practitioner: { id: appointment.practitioner, name: practitioner?.name ?? '' },
    startsAt: toInstant(appointment.starts_at),
    endsAt: toInstant(appointment.ends_at),
    documents: judged.flatMap((one) => viewForPatient(one) ?? []),
    received: [...received],
  }
}

/** A document as a patient sees it; undefined for one that is not theirs. */
export function viewForPatient({ document, answer, openedAt }: Judged): PatientDocument | undefined {
  const { id, name, size, sensitivity, kind, type, mime, expires_at, thumbnail, flags } = document
  const about = { id, name, size, sensitivity, kind: kind ?? 'other', mime: mimeOf(type ?? 'other', mime) }
  if (answer.may)
    return {
      ...about,
      state: 'open',
      flags: [...(flags ?? [])],
      ...(answer.until !== undefined && { until: toInstant(answer.until) }),
      ...(thumbnail !== null && { thumbnail: true as const }),
      ...(openedAt !== undefined && { openedAt: toInstant(openedAt) }),
    }
  const until = expires_at === null ? {} : { until: toInstant(expires_at) }
  switch (answer.why) {
    case 'not-yet':
      return { ...about, state: 'later', from: toInstant(answer.from ?? 0) }
    case 'needs-code':
      return { ...about, state: 'needs-code', ...until }
    case 'expired':
      return { ...about, state: 'expired', expiredAt: toInstant(expires_at ?? 0) }
    case 'not-paid':
    case 'not-attached':
    case 'not-ready':
      return undefined
  }
}

/** What a patient does not see of an appointment, or cannot open yet, and why. */
export function viewMissing(judged: readonly Judged[]): SeenAs['missing'] {
  return judged.flatMap(({ document: { id, name }, answer }) => {
    if (answer.may || answer.why === 'not-attached') return []
    const why: NotOpen = answer.why
    return [{ id, name, why, ...(answer.from !== undefined && { from: toInstant(answer.from) }) }]
  })
}

/** When time alone next changes what a patient may open; undefined for never. */
export function nextChange(judged: Iterable<Judged>, received: Iterable<ReceivedFile>): number | undefined {
  let next = Number.POSITIVE_INFINITY
  for (const { answer } of judged) {
    const at = answer.may ? answer.until : answer.from
    if (at !== undefined) next = Math.min(next, at)
  }
  for (const { until } of received) if (until !== undefined) next = Math.min(next, Date.parse(until))
  return Number.isFinite(next) ? next : undefined
}
