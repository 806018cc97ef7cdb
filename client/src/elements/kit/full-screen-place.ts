import { adoptStyles, type CSSResultOrNative } from 'lit'
import { isCovered } from './covered.ts'

/** What a page may have set on the element itself, and what holds in the place too. */
const inherited = [
  ...['accent', 'accent-hover', 'on-accent', 'accent-soft', 'accent-ink', 'font'],
  ...['toast-block-end', 'toast-inline-start'],
].map((name) => `--chairside-${name}`)

/**
 * A place of an element within what covers it in full screen. In Chrome nothing else can be pressed then, though it lies
 * above.
 */
export class FullScreenPlace {
  readonly #host: HTMLElement
  readonly #styles: CSSResultOrNative[]
  #place: HTMLElement | undefined

  constructor(host: HTMLElement, styles: CSSResultOrNative[]) {
    this.#host = host
    this.#styles = styles
  }

  /** The root of the place, if there is one. A video alone takes nothing in. */
  get root(): ShadowRoot | null {
    return this.#place?.shadowRoot ?? null
  }

  /** Makes, keeps or removes it. */
  follow(): void {
    const full = isCovered(this.#host) ? covering() : undefined
    if (!full) {
      this.leave()
      return
    }
    const place = this.#place ?? document.createElement('div')
    if (!this.#place) adoptStyles(place.attachShadow({ mode: 'open' }), this.#styles)
    if (place.parentNode !== full) full.append(place)
    this.#place = place
    place.className = 'chairside-toast'
    place.style.display = 'block'
    place.setAttribute('theme', this.#host.getAttribute('theme') ?? '')
    const style = getComputedStyle(this.#host)
    for (const name of inherited) place.style.setProperty(name, style.getPropertyValue(name) || null)
    if (place.getClientRects().length === 0) this.leave()
  }

  leave(): void {
    this.#place?.remove()
    this.#place = undefined
  }
}

/** What is in full screen, also within the roots of components. */
function covering(): Element | undefined {
  let full = document.fullscreenElement
  while (full?.shadowRoot?.fullscreenElement) full = full.shadowRoot.fullscreenElement
  return full ?? undefined
}
