import { ChairsideError, type Participant } from '@chairside/protocol'

/** What is put together here before it is sent: the files of the tray, the note of the request's form. */
type Draft = 'tray' | 'form'

/**
 * The addressee of each draft: the other party at the time when it was begun. Another person may have taken that place
 * in the appointment by the time it is sent.
 */
export class Addressees {
  readonly #other: () => Participant | undefined
  readonly #for = new Map<Draft, Participant>()

  constructor(other: () => Participant | undefined) {
    this.#other = other
  }

  /** Begins a draft for the present other party. */
  begin(draft: Draft): void {
    const other = this.#other()
    if (other) this.#for.set(draft, other)
    else this.#for.delete(draft)
  }

  of(draft: Draft): Participant | undefined {
    return this.#for.get(draft)
  }

  /**
   * A draft could not be sent, and is kept. After RECIPIENT_GONE its next try is for the present other party. Gives the
   * full name of the person for whom it was: the person here now may have the same call name.
   */
  failed(draft: Draft, error: unknown): string {
    const meant = this.of(draft)
    if (error instanceof ChairsideError && error.code === 'RECIPIENT_GONE') this.begin(draft)
    return meant?.name ?? ''
  }
}
