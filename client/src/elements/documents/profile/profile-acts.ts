import { ChairsideError, type Problem } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { PatientDocuments } from '../../../documents/profile.ts'
import type { ProfileDocument } from '../../../documents/profile-document.ts'

/** How long what was taken off the profile can be put back, in ms. */
const undoMs = 8_000

interface Around {
  readonly list: () => PatientDocuments | undefined
  readonly changed: () => void
  readonly failed: (error: ChairsideError) => void
}

/** What a person does with the documents of a patient, beside what can be done with any document. */
export class ProfileActs {
  readonly #around: Around
  readonly #reminded = new Set<string>()
  #trouble: { readonly problem: Problem; readonly file: string } | undefined
  #takenOff: ProfileDocument | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(around: Around) {
    this.#around = around
  }

  /** Why the last act failed, and of which document; absent while nothing is wrong. */
  get trouble() {
    return this.#trouble
  }

  /** The document that was just taken off the profile: it can be put back. */
  get takenOff(): ProfileDocument | undefined {
    return this.#takenOff
  }

  isReminded(id: string): boolean {
    return this.#reminded.has(id)
  }

  /** Notes that the app was asked to remind the patient. */
  remind({ id }: ProfileDocument): void {
    this.#reminded.add(id)
    this.#around.changed()
  }

  forgetTrouble(): void {
    this.#trouble = undefined
    this.#around.changed()
  }

  makeSensitive(document: ProfileDocument): void {
    void this.tried(document, () => document.setSensitivity('sensitive'))
  }

  /** Puts it on the profile, and takes it from the appointments of this patient. */
  moveToProfile(document: ProfileDocument): void {
    const theirs = new Set(this.#around.list()?.appointments.map(({ id }) => id))
    const places = document.document.places.filter(({ appointment }) => theirs.has(appointment))
    void this.tried(document, async () => {
      await document.put()
      for (const { appointment } of places) await document.detach(appointment)
    })
  }

  takeOff(document: ProfileDocument): void {
    void this.tried(document, async () => {
      await document.takeOff()
      this.#off(document)
    })
  }

  putBack(): void {
    const document = this.#takenOff
    this.#off(undefined)
    if (document) void this.tried(document, () => document.put())
  }

  /** Does something with a document; what goes wrong is said above the list. True if it was done. */
  async tried({ document }: ProfileDocument, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act()
      this.#trouble = undefined
      return true
    } catch (cause) {
      const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
      this.#trouble = { problem: error.problem, file: document.name }
      this.#around.failed(error)
      return false
    } finally {
      this.#around.changed()
    }
  }

  stop(): void {
    this.#off(undefined)
    this.#trouble = undefined
  }

  #off(document: ProfileDocument | undefined): void {
    clearTimeout(this.#timer)
    this.#takenOff = document
    if (document) this.#timer = setTimeout(() => this.#off(undefined), undoMs)
    this.#around.changed()
  }
}
