import type { Availability, Role, Sensitivity, Visibility } from '@chairside/protocol'

/** A document, as far as it decides who may open it. Instants are milliseconds since the epoch. */
export interface Guarded {
  /** The practitioner in whose library it is. */
  readonly practitioner: string
  readonly state: 'receiving' | 'checking' | 'ready' | 'rejected' | 'deleted'
  readonly sensitivity: Sensitivity
  /** From then on no patient may open it. */
  readonly expiresAt: number | undefined
}

/** The appointment of an attachment. */
export interface Session {
  readonly startsAt: number
  readonly endsAt: number
  /** When it actually ended. */
  readonly endedAt: number | undefined
  /** The registered people. */
  readonly people: readonly {
    readonly id: string
    readonly role: Role
    readonly paid: boolean
  }[]
}

/** A document that is attached to an appointment. */
export interface Attachment {
  readonly session: Session
  readonly availability: Availability
  readonly visibility: Visibility
  /** Who has opened it in the window of which availability. */
  readonly opened: readonly { readonly patient: string; readonly availability: Availability }[]
}

/** Who asks, for what, and when. */
export interface Question {
  readonly person: string
  readonly document: Guarded
  /** All attachments of the document. */
  readonly attachments: readonly Attachment[]
  /** Whether an access session of this person for this document is open. */
  readonly access: boolean
  readonly now: number
}

/** Why a person may not open a document. */
export type Why =
  /** Its bytes are not here, or not checked, or refused, or it was deleted. */
  | 'not-ready'
  /** It is in no library and no appointment of this person. */
  | 'not-attached'
  | 'expired'
  | 'not-paid'
  | 'not-yet'
  | 'needs-code'

/** `from`: when time alone makes it a yes, apart from the access code. `until`: when time alone ends the yes. */
export type Answer =
  | { readonly may: true; readonly until: number | undefined }
  | { readonly may: false; readonly why: Why; readonly from?: number }

const no = (why: Exclude<Why, 'not-yet'>): Answer => ({ may: false, why })

/**
 * Whether a person may open a document. The only rule about that: each path of its bytes asks it, and each running
 * stream asks it again. Of several attachments the most generous one counts.
 */
export function mayOpen(question: Question): Answer {
  const { person, document, attachments, access } = question
  if (document.state !== 'ready') return no('not-ready')
  if (person === document.practitioner || attachments.some(({ session }) => isStaff(person, session)))
    return { may: true, until: undefined }
  const [best = no('not-attached')] = attachments
    .filter(({ session }) => session.people.some((one) => one.id === person && one.role === 'patient'))
    .map((attachment) => openedBy(attachment, question))
    .sort((one, other) => rank(one) - rank(other))
  return best.may && document.sensitivity === 'sensitive' && !access ? no('needs-code') : best
}

const isStaff = (person: string, { people }: Session): boolean =>
  people.some(({ id, role }) => id === person && role !== 'patient')

/** What one attachment allows a patient of its appointment. */
function openedBy(attachment: Attachment, { person, document, now }: Question): Answer {
  const { session, visibility } = attachment
  const { expiresAt = Number.POSITIVE_INFINITY } = document
  const from = opensAt(attachment, person)
  if (Math.max(now, from) >= expiresAt) return no('expired')
  if (visibility === 'paid' && !session.people.some(({ id, paid }) => id === person && paid))
    return no('not-paid')
  return now < from ? { may: false, why: 'not-yet', from } : { may: true, until: document.expiresAt }
}

/**
 * When the window of an attachment opens for a patient. It stays open for those who have opened the document in it, even
 * if the appointment is moved to a later time. That ends when the practitioner changes the availability.
 */
function opensAt({ session, availability, opened }: Attachment, person: string): number {
  return opened.some((one) => one.patient === person && one.availability === availability)
    ? Number.NEGATIVE_INFINITY
    : windowStart(session, availability)
}

/** When the window of an availability opens in an appointment; -∞ for one that is always open. */
export function windowStart(session: Omit<Session, 'people'>, availability: Availability): number {
  switch (availability) {
    case 'before':
      return Number.NEGATIVE_INFINITY
    case 'at-session':
      return session.startsAt
    case 'after-session':
      return Math.min(session.endsAt, session.endedAt ?? Number.POSITIVE_INFINITY)
  }
}

/** The place of an answer among those of several attachments; the lowest counts. */
function rank(answer: Answer): number {
  if (answer.may) return -1
  switch (answer.why) {
    case 'not-yet':
      return answer.from ?? 0
    case 'not-paid':
      return Number.MAX_VALUE
    case 'expired':
    case 'needs-code':
    case 'not-attached':
    case 'not-ready':
      return Number.POSITIVE_INFINITY
  }
}
