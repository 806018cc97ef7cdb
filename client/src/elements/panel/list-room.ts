import type { ReactiveController, ReactiveControllerHost } from 'lit'

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/** From this height on (px) a list has room for an end that stays in sight. */
const roomy = 240

/** Watches the list's own height: whether its end can stay in sight, and whether it must be reached by keys. */
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
    const end = list.querySelector<HTMLElement>('.group-foot, .prompt-actions')?.offsetHeight ?? 0
    list.classList.toggle('roomy', list.clientHeight >= Math.max(roomy, 2 * end))
    // A list that scrolls and holds nothing to press must still be reached by keys.
    const mute = list.scrollHeight > list.clientHeight && !list.querySelector('button')
    if (mute) list.setAttribute('tabindex', '0')
    else list.removeAttribute('tabindex')
  }
}
