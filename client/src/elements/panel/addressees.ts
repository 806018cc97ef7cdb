import { ChairsideError, type Participant } from '@chairside/protocol'
import { callName } from '../../messages/call-name.ts'

/** What is put together here before it is sent: the files of the tray, the note of the request's form. */
type Draft = 'tray' | 'form'

/**
 * Whom each draft is meant for: the other party at the time when it was begun. Somebody else may have taken that place in
 * the appointment by the time it is sent.
 */
export class Addressees {
  readonly #other: () => Participant | undefined
  readonly #for = new Map<Draft, Participant>()

  constructor(other: () => Participant | undefined) {
    this.#other = other
  }

  /** It is begun: it is meant for who is here now. */
  begin(draft: Draft): void {
    const other = this.#other()
    if (other) this.#for.set(draft, other)
    else this.#for.delete(draft)
  }

  of(draft: Draft): Participant | undefined {
    return this.#for.get(draft)
  }

  /**
   * It was not sent. Nothing of it is lost; who has read that that person is gone, and sends it again, means who is here
   * now. Answers how the one for whom it was meant is called.
   */
  failed(draft: Draft, error: unknown): string {
    const meant = this.of(draft)
    if (error instanceof ChairsideError && error.code === 'RECIPIENT_GONE') this.begin(draft)
    return meant ? callName(meant.name, meant.role) : ''
  }
}
