import type { ReactiveControllerHost } from 'lit'
import type { Transfer } from '../../live/transfer.ts'

/** A touch keeps the list in use for so long, in ms. */
const touchMs = 1_000

/**
 * Lets new transfers wait while the list is hovered, focused or touched, so that nothing moves under a hand. My own
 * transfers and the answer to my request show at once, and so do all transfers if nothing in the list can move.
 */
export class ListHold {
  readonly #host: ReactiveControllerHost
  readonly #shown = new Set<string>()
  #begun = false
  #hovered = false
  #focused = false
  #touch: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
  }

  /** Splits transfers into shown and waiting ones. An answer shows at once: it takes the place of its request's notice. */
  sort(
    transfers: readonly Transfer[],
    { movable, isAnswer }: { movable: boolean; isAnswer: (transfer: Transfer) => boolean },
  ): { shown: Transfer[]; waiting: Transfer[] } {
    const holds = this.#busy && this.#begun && (movable || this.#shown.size > 0)
    this.#begun = true
    const waits = (one: Transfer) => holds && !one.mine && !isAnswer(one) && !this.#shown.has(one.id)
    const waiting = transfers.filter(waits)
    const shown = transfers.filter((transfer) => !waits(transfer))
    for (const { id } of shown) this.#shown.add(id)
    return { shown, waiting }
  }

  /** Shows the waiting transfers, because the person wants to see them. */
  release(transfers: readonly Transfer[]): void {
    for (const { id } of transfers) this.#shown.add(id)
    this.#host.requestUpdate()
  }

  // Called as the pointer moves: one that rests where the list appeared does not count, nor one between the cards.
  readonly over = (event: PointerEvent): void => {
    this.#hovered = event.pointerType === 'mouse' && event.target !== event.currentTarget
  }

  readonly leave = (): void => {
    this.#hovered = false
    this.#host.requestUpdate()
  }

  // Only keyboard focus means that the list is in use: a tap or click leaves its focus behind.
  readonly focus = (event: FocusEvent): void => {
    this.#focused = event.target instanceof Element && event.target.matches(':focus-visible')
  }

  readonly blur = (): void => {
    this.#focused = false
    this.#host.requestUpdate()
  }

  readonly touch = (): void => {
    clearTimeout(this.#touch)
    this.#touch = setTimeout(() => {
      this.#touch = undefined
      this.#host.requestUpdate()
    }, touchMs)
  }

  get #busy(): boolean {
    return this.#hovered || this.#focused || this.#touch !== undefined
  }
}
