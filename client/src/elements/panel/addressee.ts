import { ChairsideError, type Participant } from '@chairside/protocol'

/**
 * Whom the files of the tray are for: the other party at the time when the first was chosen. Another person may have
 * taken that place in the appointment by the time they are sent.
 */
export class Addressee {
  readonly #other: () => Participant | undefined
  #is: Participant | undefined

  constructor(other: () => Participant | undefined) {
    this.#other = other
  }

  /** Begins a tray for the present other party. */
  begin(): void {
    this.#is = this.#other()
  }

  get is(): Participant | undefined {
    return this.#is
  }

  /**
   * The files could not be sent, and are kept. After RECIPIENT_GONE their next try is for the present other party.
   * Gives the full name of the person for whom they were: the person here now may have the same call name.
   */
  failed(error: unknown): string {
    const meant = this.#is
    if (error instanceof ChairsideError && error.code === 'RECIPIENT_GONE') this.begin()
    return meant?.name ?? ''
  }
}
