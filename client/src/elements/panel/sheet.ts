import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'

/** How much of a phone's window the sheet takes: one row, at most half, or all but the face. */
export type Height = 'lowered' | 'half' | 'tall'

/** How far a finger must move for a swipe, in px. */
const swipe = 32

type Host = ReactiveControllerHost & HTMLElement & { height: Height; sheet: boolean }

/** The sheet's handle: a button that can also be swiped. The sheet stands above an on-screen keyboard. */
export class Sheet implements ReactiveController {
  readonly #host: Host
  #from: number | undefined
  #swiped = false

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    window.visualViewport?.addEventListener('resize', this.#keyboard)
  }

  hostDisconnected(): void {
    window.visualViewport?.removeEventListener('resize', this.#keyboard)
  }

  handle(words: Words): TemplateResult {
    const { height } = this.#host
    return html`<button
      type="button"
      class="handle"
      part="handle"
      id="handle"
      aria-expanded=${height === 'lowered' ? 'false' : 'true'}
      aria-label=${words.say(height === 'tall' ? 'makeLower' : 'makeTaller')}
      @click=${this.#press}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
    ></button>`
  }

  readonly #press = () => {
    // A swipe ends with a click on the handle it began on.
    if (this.#swiped) this.#swiped = false
    else this.#host.height = next(this.#host.height)
  }

  readonly #down = (event: PointerEvent) => {
    this.#from = event.clientY
    this.#swiped = false
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
  }

  readonly #move = (event: PointerEvent) => {
    if (this.#from === undefined) return
    const up = this.#from - event.clientY
    if (Math.abs(up) < swipe) return
    this.#from = event.clientY
    this.#swiped = true
    this.#host.height = up > 0 ? taller(this.#host.height) : lower(this.#host.height)
  }

  readonly #up = () => {
    this.#from = undefined
  }

  // iOS lays its keyboard over the page: only the visual viewport tells what it covers.
  readonly #keyboard = () => {
    const view = window.visualViewport
    if (!view || !this.#host.sheet) return
    const covered = Math.max(0, window.innerHeight - view.height - view.offsetTop)
    this.#host.style.setProperty('--_keyboard', `${view.scale === 1 ? Math.round(covered) : 0}px`)
  }
}

function taller(height: Height): Height {
  switch (height) {
    case 'lowered':
      return 'half'
    case 'half':
    case 'tall':
      return 'tall'
  }
}

function lower(height: Height): Height {
  switch (height) {
    case 'tall':
      return 'half'
    case 'half':
    case 'lowered':
      return 'lowered'
  }
}

/** Pressing goes up step by step, and from `tall` to `lowered`. */
function next(height: Height): Height {
  return height === 'tall' ? 'lowered' : taller(height)
}
