import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How long, in ms, a panel that changed by itself takes no tap; and, after a tap, a button that came to its place. */
const [byItselfMs, againMs] = [600, 700]

/** What changes within so many ms after an act is the person's doing. What the server answers comes later. */
const atOnceMs = 100

/** How far above and below a tap, in px, buttons are looked for: the second tap of two is seldom at the very same place. */
const around = [0, -24, 24]

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
  /** The buttons at the last tap, first the one that it pressed. */
  #stood: readonly unknown[] = []

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
    if (!this.#stood[0] || since >= againMs) return
    for (const one of this.#at()) if (one && !this.#stood.includes(one)) late(one, againMs - since)
  }

  /** The buttons at the last tap's place. */
  #at(): readonly (Element | null | undefined)[] {
    const root = this.#host.renderRoot as ShadowRoot
    const tap = this.#tap
    return tap
      ? around.map((by) => root.elementFromPoint(tap.clientX, tap.clientY + by)?.closest('button'))
      : []
  }

  #all(selector: string): Element[] {
    return [...this.#host.renderRoot.querySelectorAll(selector)]
  }

  // Keys have no place, and chosen files end a double tap.
  readonly #act = (event: Event): void => {
    this.#actedAt = Date.now()
    this.#tap = event instanceof MouseEvent && event.detail > 0 ? event : undefined
    this.#stood = this.#at()
  }
}

function late(element: Element, ms: number): ReturnType<typeof setTimeout> {
  element.classList.add('late')
  return setTimeout(() => element.classList.remove('late'), ms)
}
