import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Lets the browser ask before the person leaves the page, while leaving would lose something. It listens only then, because
 * a page that always listens cannot enter the back/forward cache.
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

  // A listener for each host, so that a removed host leaves the other listeners.
  readonly #ask = (event: BeforeUnloadEvent) => {
    event.preventDefault()
    // Chrome before 119 and Safari ask only if this is set.
    event.returnValue = true
  }
}
