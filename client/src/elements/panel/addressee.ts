import { ChairsideError, type Participant } from '@chairside/protocol'

/**
 * The person for whom the tray's files are: the other party when the first file was chosen. By the time they are sent,
 * another person may have taken that place in the appointment.
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
   * Tells that the files could not be sent. After RECIPIENT_GONE the next try is for the present other party. Gives the
   * full name of the person for whom they were, because the person here now may have the same call name.
   */
  failed(error: unknown): string {
    const meant = this.#is
    if (error instanceof ChairsideError && error.code === 'RECIPIENT_GONE') this.begin()
    return meant?.name ?? ''
  }
}
