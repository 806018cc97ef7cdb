import { adoptStyles, type CSSResultOrNative } from 'lit'
import { isCovered } from './covered.ts'

/** The properties that a page may have set on the element, and that are copied to the place. */
const inherited = [
  ...['accent', 'accent-hover', 'on-accent', 'accent-soft', 'accent-ink', 'font'],
  ...['toast-block-end', 'toast-inline-start'],
].map((name) => `--chairside-${name}`)

/**
 * A place for an element's toast inside the element that covers it in full screen. In Chrome, nothing outside of that can
 * be pressed, even if it lies above.
 */
export class FullScreenPlace {
  readonly #host: HTMLElement
  readonly #styles: CSSResultOrNative[]
  #place: HTMLElement | undefined

  constructor(host: HTMLElement, styles: CSSResultOrNative[]) {
    this.#host = host
    this.#styles = styles
  }

  /** The root of the place, if there is one. A video in full screen cannot contain a place. */
  get root(): ShadowRoot | null {
    return this.#place?.shadowRoot ?? null
  }

  /** Makes, keeps or removes the place. */
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

/** The innermost element in full screen, also inside the shadow roots of components. */
function covering(): Element | undefined {
  let full = document.fullscreenElement
  while (full?.shadowRoot?.fullscreenElement) full = full.shadowRoot.fullscreenElement
  return full ?? undefined
}
