import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { Glide } from './glide.ts'
import { placePin } from './place-pin.ts'

type Host = ReactiveControllerHost & Element & { readonly renderRoot: HTMLElement | DocumentFragment }

/**
 * Puts a list that scrolls and has no button into the tab order, so that keys can scroll it. Places the pin whenever what
 * is in view may have changed.
 */
export class ListRoom implements ReactiveController {
  readonly #host: Host
  readonly #size = new ResizeObserver(() => {
    this.#measure()
    // In the next frame, because it may change the size again.
    requestAnimationFrame(this.#place)
  })
  readonly #place = () => placePin(this.#list)
  #list: HTMLElement | null = null

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
    // After this one, because the pin goes by where things come to stand.
    new Glide(host)
  }

  hostConnected(): void {
    // A scroll does not bubble.
    this.#host.renderRoot.addEventListener('scroll', this.#place, true)
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('.list')
    if (list !== this.#list) {
      if (this.#list) this.#size.unobserve(this.#list)
      if (list) this.#size.observe(list)
      this.#list = list
    }
    this.#measure()
    this.#place()
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
