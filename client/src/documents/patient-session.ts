import type { PatientSession as Facts } from '@chairside/protocol'
import type { DocumentAccess } from './access.ts'
import { type Archive, archiveOf } from './archive.ts'
import { PatientDocument } from './patient-document.ts'
import { ReceivedFile } from './received-file.ts'

/** The files of one appointment for its patient. The object stays the same while the patient has files there. */
export class PatientSession {
  /** The appointment's id. */
  readonly appointment: string
  readonly #access: DocumentAccess
  #facts: Facts
  #documents: readonly PatientDocument[] = []
  #received: readonly ReceivedFile[] = []

  constructor(facts: Facts, access: DocumentAccess) {
    this.appointment = facts.appointment
    this.#access = access
    this.#facts = facts
    this.#follow(facts)
  }

  get title(): string | undefined {
    return this.#facts.title
  }

  get practitioner(): { readonly id: string; readonly name: string } {
    return this.#facts.practitioner
  }

  get startsAt(): Date {
    return new Date(this.#facts.startsAt)
  }

  get endsAt(): Date {
    return new Date(this.#facts.endsAt)
  }

  /** In their order. What the patient may not know of is not there. */
  get documents(): readonly PatientDocument[] {
    return this.#documents
  }

  /** Files of the live exchange, until their retention ends. */
  get received(): readonly ReceivedFile[] {
    return this.#received
  }

  /**
   * Gives everything here that can be opened now, as one ZIP.
   *
   * @throws ChairsideError NOTHING_TO_PACK
   */
  archive(): Promise<Archive> {
    return archiveOf(this.#access, this.appointment)
  }

  #follow(facts: Facts): void {
    this.#facts = facts
    const documents = new Map(this.#documents.map((one) => [one.id, one]))
    this.#documents = facts.documents.map((one) => {
      const known = documents.get(one.id)
      if (known) PatientDocument.follow(known, one)
      return known ?? new PatientDocument(one, this.#access)
    })
    const received = new Map(this.#received.map((one) => [one.id, one]))
    this.#received = facts.received.map((one) => {
      const known = received.get(one.id)
      if (known) ReceivedFile.follow(known, one)
      return known ?? new ReceivedFile(one, this.#access)
    })
  }

  // Static, for the files: users of the SDK get only the type.
  static follow(session: PatientSession, facts: Facts): void {
    session.#follow(facts)
  }
}
