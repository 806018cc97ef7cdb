import type { ReactiveControllerHost } from 'lit'
import type { Transfer } from '../../live/transfer.ts'

/** A touch keeps the list in use for so long, in ms. */
const touchMs = 1_000

/**
 * New transfers wait while the list is hovered, focused or touched, so that nothing moves under a hand. My own
 * transfers, the answer to my request, and those that come to a list with nothing to move, are shown at once.
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

  /** Splits transfers into those on show and those that wait. An answer takes the place of its request's notice. */
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

  /** Shows what waits, because the person wants to see it. */
  release(transfers: readonly Transfer[]): void {
    for (const { id } of transfers) this.#shown.add(id)
    this.#host.requestUpdate()
  }

  // A pointer that rests where the list came under it uses nothing: only one that moves. Between the cards it is on none.
  readonly over = (event: PointerEvent): void => {
    this.#hovered = event.pointerType === 'mouse' && event.target !== event.currentTarget
  }

  readonly leave = (): void => {
    this.#hovered = false
    this.#host.requestUpdate()
  }

  // A tap or click leaves its focus behind; only keyboard focus means that the list is in use.
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
