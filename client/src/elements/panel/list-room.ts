import type { ReactiveController, ReactiveControllerHost } from 'lit'

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/** Puts a list that scrolls and has no button into the tab order, so that keys can scroll it. */
export class ListRoom implements ReactiveController {
  readonly #host: Host
  readonly #size = new ResizeObserver(() => this.#measure())
  #list: HTMLElement | null = null

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('.list')
    if (list !== this.#list) {
      if (this.#list) this.#size.unobserve(this.#list)
      if (list) this.#size.observe(list)
      this.#list = list
    }
    this.#measure()
  }

  hostDisconnected(): void {
    this.#size.disconnect()
    this.#list = null
  }

  #measure(): void {
    const list = this.#list
    if (!list) return
    const mute = list.scrollHeight > list.clientHeight && !list.querySelector('button')
    if (mute) list.setAttribute('tabindex', '0')
    else list.removeAttribute('tabindex')
  }
}
