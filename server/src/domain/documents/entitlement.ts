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

/** Where a document is: in an appointment, or on the profile of a patient. */
export type Attachment = SessionAttachment | ProfileAttachment

/** On the profile of a patient, where it can always be reached. */
export interface ProfileAttachment {
  readonly profile: string
}

/** A document that is attached to an appointment. */
export interface SessionAttachment {
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
  /**
   * The access session of this person for this document. `closed`: it is what they came by, and it is over. `none`: they
   * came by their own token.
   */
  readonly access: 'open' | 'closed' | 'none'
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
  if (access === 'none' && isEditor(question)) return { may: true, until: undefined }
  const [best = no('not-attached')] = attachments
    .filter((attachment) => isPatient(person, attachment))
    .map((attachment) => openedBy(attachment, question))
    .sort((one, other) => rank(one) - rank(other))
  const closed = access === 'closed' || (access === 'none' && document.sensitivity === 'sensitive')
  return best.may && closed ? no('needs-code') : best
}

const isEditor = ({ person, document, attachments }: Question): boolean =>
  person === document.practitioner ||
  attachments.some((attachment) => 'session' in attachment && isStaff(person, attachment.session))

const isPatient = (person: string, attachment: Attachment): boolean =>
  'session' in attachment
    ? attachment.session.people.some((one) => one.id === person && one.role === 'patient')
    : attachment.profile === person

const isStaff = (person: string, { people }: Session): boolean =>
  people.some(({ id, role }) => id === person && role !== 'patient')

/** What one attachment allows its patient. */
function openedBy(attachment: Attachment, { person, document, now }: Question): Answer {
  const { expiresAt = Number.POSITIVE_INFINITY } = document
  const from = 'session' in attachment ? opensAt(attachment, person) : Number.NEGATIVE_INFINITY
  if (Math.max(now, from) >= expiresAt) return no('expired')
  if ('session' in attachment && !isPaidBy(attachment, person)) return no('not-paid')
  return now < from ? { may: false, why: 'not-yet', from } : { may: true, until: document.expiresAt }
}

const isPaidBy = ({ visibility, session }: SessionAttachment, person: string): boolean =>
  visibility === 'all' || session.people.some(({ id, paid }) => id === person && paid)

/**
 * When the window of an attachment opens for a patient. It stays open for those who have opened the document in it, even
 * if the appointment is moved to a later time. That ends when the practitioner changes the availability.
 */
function opensAt({ session, availability, opened }: SessionAttachment, person: string): number {
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
