import type { ReactiveControllerHost } from 'lit'
import type { Transfer } from '../../live/transfer.ts'

/** After a touch the hand is still there for so long, in ms. */
const touchMs = 1_000

/**
 * News at the top of the list waits while a hand is at it: hovered, focused or touched. What is mine, and what comes
 * to a list that has nothing to move, is shown at once.
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

  /** Splits transfers into those on show and those that wait. */
  sort(transfers: readonly Transfer[], movable: boolean): { shown: Transfer[]; waiting: Transfer[] } {
    const holds = this.#busy && this.#begun && (movable || this.#shown.size > 0)
    this.#begun = true
    const waits = ({ mine, id }: Transfer) => holds && !mine && !this.#shown.has(id)
    const waiting = transfers.filter(waits)
    const shown = transfers.filter((transfer) => !waits(transfer))
    for (const { id } of shown) this.#shown.add(id)
    return { shown, waiting }
  }

  /** Shows what waits, because somebody wants to see it. */
  release(transfers: readonly Transfer[]): void {
    for (const { id } of transfers) this.#shown.add(id)
    this.#host.requestUpdate()
  }

  // The ground between the cards is nothing that could move.
  readonly over = (event: PointerEvent): void => {
    this.#hovered = event.pointerType === 'mouse' && event.target !== event.currentTarget
  }

  readonly leave = (): void => {
    this.#hovered = false
    this.#host.requestUpdate()
  }

  // A tap or click leaves its focus behind; only the keyboard's says that somebody is there.
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
