import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Whether an element is in view, in a page that is in front. */
export class InView implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #observer = new IntersectionObserver((entries) => {
    this.#meets = entries.at(-1)?.isIntersecting === true
    this.#host.requestUpdate()
  })
  readonly #turned = () => this.#host.requestUpdate()
  #meets = false

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  get now(): boolean {
    return this.#meets && document.visibilityState === 'visible'
  }

  hostConnected(): void {
    this.#observer.observe(this.#host)
    document.addEventListener('visibilitychange', this.#turned)
  }

  hostDisconnected(): void {
    this.#observer.disconnect()
    document.removeEventListener('visibilitychange', this.#turned)
    this.#meets = false
  }
}
