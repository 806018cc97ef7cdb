import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import { once } from '../../kit/button.ts'
import { sign } from './sign.ts'

/** One act of a menu. */
export interface MenuItem {
  readonly words: string
  readonly sign: TemplateResult
  readonly act: () => void
  /** Whether it can be done now. */
  readonly on?: boolean
  /** Whether it takes something from others for good: it stands out. */
  readonly grave?: boolean
}

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment }

/** A menu opens upwards if there is less room than this below its button, in px. */
const room = 260

/** The menus of an element, behind buttons with three dots; at most one is open. */
export class Menus implements ReactiveController {
  readonly #host: Host
  #open: { readonly id: string; readonly upwards: boolean } | undefined

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('pointerdown', this.#elsewhere, true)
  }

  hostDisconnected(): void {
    window.removeEventListener('pointerdown', this.#elsewhere, true)
    this.#open = undefined
  }

  /** What changes when a menu opens or closes. */
  get open(): unknown {
    return this.#open
  }

  /** What changes when this menu opens or closes. */
  stateOf(id: string): unknown {
    return this.#open?.id === id ? this.#open : undefined
  }

  /** The button of a menu, and the menu if it is open. `name` says of what it is: "More for plan.pdf". */
  button(id: string, name: string, items: readonly MenuItem[]): TemplateResult {
    const open = this.#open?.id === id ? this.#open : undefined
    return html`<span class="menu-place" @focusout=${this.#left}>
      <button
        type="button" class="icon-button" part="more" id="menu-${id}" title=${name} aria-label=${name}
        aria-haspopup="menu" aria-expanded=${open ? 'true' : 'false'}
        @keydown=${once} @click=${() => (open ? this.#close() : this.#show(id))}
      >${sign('more')}</button>
      ${
        open
          ? html`<div class="menu ${open.upwards ? 'upwards' : ''}" part="menu" role="menu" aria-label=${name} @keydown=${this.#key}>
              ${items.map(
                ({ words, sign: drawn, act, on = true, grave = false }) => html`<button
                  type="button" role="menuitem" class="menu-item ${grave ? 'grave' : ''}" tabindex="-1" aria-disabled=${on ? nothing : 'true'}
                  @click=${() => {
                    if (!on) return
                    this.#close()
                    act()
                  }}
                >${drawn}<span>${words}</span></button>`,
              )}
            </div>`
          : nothing
      }
    </span>`
  }

  #show(id: string): void {
    const { bottom = 0, top = 0 } = this.#buttonOf(id)?.getBoundingClientRect() ?? {}
    this.#open = { id, upwards: window.innerHeight - bottom < room && top > room }
    this.#host.requestUpdate()
    this.#host.updateComplete.then(() => this.#items[0]?.focus()).catch(() => {})
  }

  /** Closes the menu. The focus goes back to its button, if it is still within. */
  #close(): void {
    const id = this.#open?.id
    this.#open = undefined
    this.#host.requestUpdate()
    if (id !== undefined) this.#buttonOf(id)?.focus()
  }

  #buttonOf(id: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(`[id="menu-${id}"]`)
  }

  get #items(): readonly HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.menu-item')]
  }

  readonly #key = (event: KeyboardEvent) => {
    const items = this.#items
    const at = items.findIndex((item) => item.matches(':focus'))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      items.at(to % items.length)?.focus()
    } else if (event.key === 'Escape') {
      // The app around may end a call by Escape, and a dialog around stays open.
      event.stopPropagation()
      event.preventDefault()
      this.#close()
    } else if (event.key === 'Tab') this.#hide()
  }

  readonly #left = (event: FocusEvent) => {
    const place = event.currentTarget
    const to = event.relatedTarget
    if (place instanceof Element && to instanceof Node && !place.contains(to)) this.#hide()
  }

  readonly #elsewhere = (event: Event) => {
    const inside = event.composedPath().some((one) => one instanceof Element && one.matches('.menu-place'))
    if (!inside) this.#hide()
  }

  #hide(): void {
    if (!this.#open) return
    this.#open = undefined
    this.#host.requestUpdate()
  }
}
