import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Lets the browser ask before the page is left, for as long as that would lose something. It listens only then: a page
 * that always listens is not kept for the way back.
 */
export class LeaveGuard implements ReactiveController {
  readonly #loses: () => boolean

  /** @param loses is asked after each update of the host */
  constructor(host: ReactiveControllerHost, loses: () => boolean) {
    this.#loses = loses
    host.addController(this)
  }

  hostUpdated(): void {
    if (this.#loses()) addEventListener('beforeunload', this.#ask)
    else this.hostDisconnected()
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', this.#ask)
  }

  // Of its own for each host, so that one that goes leaves the others'.
  readonly #ask = (event: BeforeUnloadEvent) => {
    event.preventDefault()
    // Before Chrome 119 and in Safari the browser asks only where this is set.
    event.returnValue = true
  }
}
