import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** So many rows are drawn, or drawn anew, in one rendering. */
const atOnce = 12

/**
 * Draws the rows of a long list in several renderings, so that none of them keeps the page from its call. A row is drawn
 * anew only when something that it shows has changed.
 */
export class Gradual implements ReactiveController {
  readonly #host: ReactiveControllerHost
  /** What each row shows. */
  #drawn = new Map<string, readonly unknown[]>()
  /** The rows of this rendering. */
  #asked = new Map<string, readonly unknown[]>()
  #left = atOnce
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /**
   * Gives what a row shows in this rendering: `facts`, or until its turn comes what it showed before; undefined for a row
   * that is not drawn yet. Ask for the rows in their order.
   */
  shown(key: string, facts: readonly unknown[]): readonly unknown[] | undefined {
    const before = this.#drawn.get(key)
    const isSame = before?.length === facts.length && before.every((one, at) => Object.is(one, facts[at]))
    if (!isSame) this.#left -= 1
    const now = isSame || this.#left < 0 ? before : facts
    if (now) this.#asked.set(key, now)
    return now
  }

  hostUpdate(): void {
    this.#left = atOnce
  }

  hostUpdated(): void {
    this.#drawn = this.#asked
    this.#asked = new Map()
    if (this.#left >= 0) return
    clearTimeout(this.#again)
    // A task of its own: between two, the page does what waits.
    this.#again = setTimeout(() => this.#host.requestUpdate())
  }

  hostDisconnected(): void {
    clearTimeout(this.#again)
  }
}
