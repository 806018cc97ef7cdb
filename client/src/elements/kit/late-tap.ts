import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How long, in ms, a panel that changed by itself takes no tap; and, after a tap, a button that came to its place. */
const [byItselfMs, againMs] = [600, 700]

/** What changes within so many ms after an act is the person's doing. What the server answers comes later. */
const atOnceMs = 100

/** How far the taps of a double tap may be apart, in px. */
const nearPx = 24

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/**
 * Keeps a tap from a button that has just come to stand under the finger, because it was meant for what was there before.
 * Such a button lets pointers through for a moment; keys press it at once.
 */
export class LateTap implements ReactiveController {
  readonly #host: Host
  #rises = false
  /** What the last rendering showed of the bar, the request's card and the buttons of notices, if it showed the list. */
  #last: string | undefined
  #deaf: ReturnType<typeof setTimeout> | undefined
  /** Ms since the epoch. */
  #actedAt = 0
  #tap: MouseEvent | undefined
  #pressed: readonly EventTarget[] = []
  /** The places of the buttons near the last tap, at the tap. */
  #stood: ReadonlyMap<Element, string> = new Map()

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    for (const type of ['click', 'change']) this.#host.renderRoot.addEventListener(type, this.#act, true)
  }

  /** Tells that the sheet rises with the next rendering, and not by the person's act. */
  rises(): void {
    this.#rises = true
  }

  hostUpdated(): void {
    const since = Date.now() - this.#actedAt
    const [panel] = this.#all('.panel')
    const last = this.#last
    const shown = this.#all('.actions button, .prompt, .notice button')
    const now = this.#all('.list')[0] && shown.map((one) => one.textContent).join()
    const changed = last !== undefined && now !== undefined && last !== now && since > atOnceMs
    this.#last = now
    if (panel && (this.#rises || changed)) {
      clearTimeout(this.#deaf)
      this.#deaf = late(panel, byItselfMs)
    }
    this.#rises = false
    if (!this.#tap || since >= againMs) return
    for (const [button, place] of this.#near(this.#tap))
      if (!this.#pressed.includes(button) && this.#stood.get(button) !== place) late(button, againMs - since)
  }

  /** The buttons near a tap, with their places. */
  #near({ clientX, clientY }: MouseEvent): Map<Element, string> {
    const near = new Map<Element, string>()
    for (const button of this.#all('button')) {
      const { left, right, top, bottom } = button.getBoundingClientRect()
      const x = Math.max(left - clientX, clientX - right)
      const y = Math.max(top - clientY, clientY - bottom)
      if (x < nearPx && y < nearPx) near.set(button, `${left} ${top}`)
    }
    return near
  }

  #all(selector: string): Element[] {
    return [...this.#host.renderRoot.querySelectorAll(selector)]
  }

  // Keys have no place, and chosen files end a double tap.
  readonly #act = (event: Event): void => {
    this.#actedAt = Date.now()
    this.#tap = event instanceof MouseEvent && event.detail > 0 ? event : undefined
    this.#pressed = event.composedPath()
    this.#stood = this.#tap ? this.#near(this.#tap) : new Map()
  }
}

function late(element: Element, ms: number): ReturnType<typeof setTimeout> {
  element.classList.add('late')
  return setTimeout(() => element.classList.remove('late'), ms)
}
