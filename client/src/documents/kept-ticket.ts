import type { Ticket } from '@chairside/protocol'

/** A ticket must be used within 60 s for the first time; one that is older than this is not given out, in ms. */
const freshMs = 45_000

/** A view ticket of one thing: the same one for a while, then another. */
export class KeptTicket {
  readonly #issue: () => Promise<Ticket>
  #kept: { readonly ticket: Promise<Ticket>; readonly at: number } | undefined

  constructor(issue: () => Promise<Ticket>) {
    this.#issue = issue
  }

  /** Gives a ticket that can be used now. Throws what `issue` throws. */
  async get(): Promise<Ticket> {
    const known = this.#kept
    if (known && Date.now() - known.at < freshMs) return known.ticket
    const kept = { ticket: this.#issue(), at: Date.now() }
    this.#kept = kept
    try {
      return await kept.ticket
    } catch (error) {
      if (this.#kept === kept) this.#kept = undefined
      throw error
    }
  }
}
