import { ChairsideError } from '@chairside/protocol'
import { listAccesses } from '../../records/access.ts'
import { listOpenings, listPersonal, type PersonalAttachment } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { listOnProfiles } from '../../records/profile.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import type {
  AccessRow,
  DocumentRow,
  OpeningRow,
  ProfileDocumentRow,
} from '../../records/tables-of-documents.ts'
import { appointmentOf, type Identity } from '../people/identity.ts'
import { type Answer, mayOpen, type Question, type SessionAttachment } from './entitlement.ts'

/** A person who wants to open documents. */
export type Opener = Pick<Identity, 'id'> & Partial<Identity>

/** What decides which of some documents some people may open. */
export interface Rights {
  /**
   * Whether a person may open a document now. An identity of one appointment needs it attached there. With `access`, as
   * by an access session in that state.
   */
  answer(who: Opener, document: DocumentRow, access?: Question['access']): Answer
  /** The attachments of a document in a person's appointments. */
  attachments(person: string, document: string): readonly PersonalAttachment[]
  openings(person: string, document: string): readonly OpeningRow[]
}

/** Reads everything that the rule needs, in at most four queries. */
export async function readRights(
  db: Db,
  documents: readonly string[],
  openers: readonly Opener[],
  now: number,
): Promise<Rights> {
  const people = [...new Set(openers.map(({ id }) => id))]
  const sessions = openers.flatMap((who) => ('access' in who && who.access ? [who.access] : []))
  const nothing = documents.length === 0 || people.length === 0
  return rightsBy(
    {
      attached: nothing ? [] : await listPersonal(db, documents, people),
      opened: nothing ? [] : await listOpenings(db, documents, people),
      onProfiles: nothing ? [] : await listOnProfiles(db, documents, people),
      accesses: nothing || sessions.length === 0 ? [] : await listAccesses(db, sessions),
    },
    now,
  )
}

/** The rights by all that there is of some documents and some people. */
export function rightsBy(
  {
    attached,
    opened,
    onProfiles,
    accesses,
  }: {
    /** The attachments in the appointments of these people. */
    readonly attached: readonly PersonalAttachment[]
    /** What these have opened of them. */
    readonly opened: readonly OpeningRow[]
    /** On whose profiles the documents are. */
    readonly onProfiles: readonly ProfileDocumentRow[]
    readonly accesses: readonly AccessRow[]
  },
  now: number,
): Rights {
  const open = new Map(accesses.map((one) => [one.id, one]))
  const keyOf = (person: string, document: string): string => `${person}/${document}`
  const attachments = Map.groupBy(attached, ({ person, document }) => keyOf(person, document))
  const openings = Map.groupBy(opened, ({ patient, document }) => keyOf(patient, document))
  const profiles = new Set(onProfiles.map(({ patient, document }) => keyOf(patient, document)))
  const of = <Row>(rows: ReadonlyMap<string, Row[]>, person: string, document: string): Row[] =>
    rows.get(keyOf(person, document)) ?? []

  const accessFor = (who: Opener, document: string): Question['access'] => {
    if ('strong' in who && who.strong) return 'open'
    if (!('access' in who) || who.access === undefined) return 'none'
    const session = open.get(who.access)
    const serves = session?.document === document && session.patient === who.id && now < session.expires_at
    return serves ? 'open' : 'closed'
  }

  return {
    attachments: (person, document) => of(attachments, person, document),
    openings: (person, document) => of(openings, person, document),
    answer: (who, document, access = accessFor(who, document.id)) => {
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
        attachments: [
          ...mine.map((one) => guardedBy(one, document, windows)),
          ...(profiles.has(keyOf(who.id, document.id)) ? [{ profile: who.id }] : []),
        ],
        access,
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
): SessionAttachment {
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
