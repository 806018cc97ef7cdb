import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Renders the host again at instants when a shown fact stops being true. */
export class Alarm implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Number.POSITIVE_INFINITY

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** Whether an instant (ms since the epoch) is still to come; if so, renders the host then. */
  before(instant: number): boolean {
    const left = instant - Date.now()
    if (left <= 0) return false
    if (instant < this.#due) {
      clearTimeout(this.#timer)
      this.#due = instant
      this.#timer = setTimeout(() => this.#ring(), left)
    }
    return true
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#due = Number.POSITIVE_INFINITY
  }

  // The rendering calls `before`, which sets the next alarm.
  #ring(): void {
    this.#due = Number.POSITIVE_INFINITY
    this.#host.requestUpdate()
  }
}
