import {
  type AttachedVisibility,
  type Availability,
  dateOf,
  type SessionDocument as Facts,
  type Visibility,
} from '@chairside/protocol'
import type { LibraryDocument } from './document.ts'

/** What is changed of an attachment. */
export interface AttachmentFields {
  readonly availability?: Availability | undefined
  /** `inherited`: as the document says. */
  readonly visibility?: AttachedVisibility | undefined
}

/** A document as it is attached to an appointment. Its getters give the present state; the object stays the same. */
export class SessionDocument {
  readonly id: string
  readonly document: LibraryDocument
  #facts: Facts
  /** A change that the server has not answered yet. */
  #meant: AttachmentFields = {}

  constructor(facts: Facts, document: LibraryDocument) {
    this.id = facts.document.id
    this.document = document
    this.#facts = facts
  }

  /** From when it can be opened: `before` is at once. */
  get availability(): Availability {
    return this.#meant.availability ?? this.#facts.availability
  }

  /** For which patients it is, as that counts now. */
  get visibility(): Visibility {
    const { visibility } = this.#meant
    if (visibility === undefined) return this.#facts.visibility
    return visibility === 'inherited' ? this.document.visibility : visibility
  }

  /** Whether the visibility is the document's own. */
  get inherited(): boolean {
    const { visibility } = this.#meant
    return visibility === undefined ? this.#facts.inherited : visibility === 'inherited'
  }

  /** When its window opens; absent for `before`. */
  get from(): Date | undefined {
    return dateOf(this.#facts.from)
  }

  /** How many patients have opened it here. */
  get openedBy(): number {
    return this.#facts.openedBy
  }

  /** For how many patients it is. */
  get meantFor(): number {
    return this.#facts.meantFor
  }

  /** For how many it stays open, though the appointment was moved to a later time. */
  get staysOpenFor(): number | undefined {
    return this.#facts.staysOpenFor
  }

  // Static, for the session: users of the SDK get only the type.
  static follow(attached: SessionDocument, facts: Facts): void {
    attached.#facts = facts
  }

  static mean(attached: SessionDocument, fields: AttachmentFields): void {
    attached.#meant = fields
  }
}
