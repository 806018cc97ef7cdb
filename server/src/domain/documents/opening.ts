import { ChairsideError } from '@chairside/protocol'
import { listOpenings, listPersonal, type PersonalAttachment } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import type { AppointmentRow, DocumentRow, OpeningRow } from '../../records/tables.ts'
import { appointmentOf, type Identity } from '../people/identity.ts'
import { type Answer, type Attachment, mayOpen } from './entitlement.ts'

/** What decides which of some documents some people may open. */
export interface Rights {
  /** Whether a person may open a document now. An identity of one appointment needs it attached there. */
  answer(who: Pick<Identity, 'id'> & Partial<Identity>, document: DocumentRow): Answer
  /** The attachments of a document in a person's appointments. */
  attachments(person: string, document: string): readonly PersonalAttachment[]
  openings(person: string, document: string): readonly OpeningRow[]
}

/** Reads everything that the rule needs, in two queries. */
export async function readRights(
  db: Db,
  documents: readonly string[],
  people: readonly string[],
  now: number,
): Promise<Rights> {
  const [attached, opened] =
    documents.length === 0 || people.length === 0
      ? [[], []]
      : [await listPersonal(db, documents, people), await listOpenings(db, documents, people)]
  const keyOf = (person: string, document: string): string => `${person}/${document}`
  const attachments = Map.groupBy(attached, ({ person, document }) => keyOf(person, document))
  const openings = Map.groupBy(opened, ({ patient, document }) => keyOf(patient, document))
  const of = <Row>(rows: ReadonlyMap<string, Row[]>, person: string, document: string): Row[] =>
    rows.get(keyOf(person, document)) ?? []
  return {
    attachments: (person, document) => of(attachments, person, document),
    openings: (person, document) => of(openings, person, document),
    answer: (who, document) => {
      const mine = of(attachments, who.id, document.id)
      const here = 'kind' in who ? appointmentOf(who as Identity) : undefined
      if (here !== undefined && !mine.some(({ appointment }) => appointment === here))
        return { may: false, why: 'not-attached' }
      const windows = of(openings, who.id, document.id)
      return mayOpen({
        person: who.id,
        document: {
          practitioner: document.practitioner,
          state: document.state,
          sensitivity: document.sensitivity,
          expiresAt: document.expires_at ?? undefined,
        },
        attachments: mine.map((one) => guardedBy(one, document, windows)),
        access: false,
        now,
      })
    },
  }
}

/** The times of an appointment's row, as the rule reads them. */
export const timesOf = ({ starts_at, ends_at, ended_at }: Times) => ({
  startsAt: starts_at,
  endsAt: ends_at,
  endedAt: ended_at ?? undefined,
})

type Times = Pick<AppointmentRow, 'starts_at' | 'ends_at' | 'ended_at'>

/** An attachment as the rule reads it. */
function guardedBy(
  one: PersonalAttachment,
  document: DocumentRow,
  windows: readonly OpeningRow[],
): Attachment {
  return {
    availability: one.availability,
    visibility: one.visibility ?? document.visibility,
    session: { ...timesOf(one), people: [{ id: one.person, role: one.role, paid: one.paid }] },
    opened: windows.filter(({ appointment }) => appointment === one.appointment),
  }
}

/** The error for a patient who may not open a document; what is not theirs is not there. */
export function refusalOf(answer: Extract<Answer, { may: false }>): ChairsideError {
  switch (answer.why) {
    case 'not-yet':
      return new ChairsideError('NOT_YET')
    case 'expired':
      return new ChairsideError('DOCUMENT_EXPIRED')
    case 'needs-code':
      return new ChairsideError('CODE_NEEDED')
    case 'not-paid':
    case 'not-attached':
    case 'not-ready':
      return new ChairsideError('NOT_FOUND')
  }
}
