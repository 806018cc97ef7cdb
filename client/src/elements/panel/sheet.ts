import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'
import { durationOf } from '../kit/duration.ts'

/** How much of a phone's window the sheet takes: one row, at most half, or all but the face. */
export type Height = 'lowered' | 'half' | 'tall'

/** How far a finger must move for a swipe, in px. */
const swipe = 32

type Host = ReactiveControllerHost &
  HTMLElement & {
    height: Height
    sheet: boolean
    open: boolean
    readonly renderRoot: HTMLElement | DocumentFragment
  }

/**
 * The sheet's handle: a button that can also be swiped. The sheet slides between its heights, and stands above an on-screen
 * keyboard.
 */
export class Sheet implements ReactiveController {
  readonly #host: Host
  #from: number | undefined
  #swiped = false
  /** The height of the last rendering, and the panel's height in px before a rendering that changes it. */
  #at: Height | 'closed' | undefined
  #before = 0

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

  hostUpdate(): void {
    if (this.#at !== this.#to) this.#before = this.#panel?.offsetHeight ?? 0
  }

  hostUpdated(): void {
    const panel = this.#panel
    const begins = this.#at === undefined
    if (this.#at === this.#to) return
    this.#at = this.#to
    if (!begins && panel && this.#host.sheet) this.#slide(panel)
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

  // The layout changes in one step, and only the sheet slides, over the rest of the page: so nothing shows through, and
  // nothing else moves frame by frame.
  #slide(panel: HTMLElement): void {
    const now = panel.offsetHeight
    const by = now - this.#before
    const style = getComputedStyle(this.#host)
    const duration = durationOf(this.#host, 'slow')
    if (duration === 0 || by === 0) return
    const far = Math.abs(by)
    const marginBlockStart = `${Number.parseFloat(style.marginBlockStart) - far}px`
    const [up, down] = [
      { marginBlockStart, translate: '0 0' },
      { marginBlockStart, translate: `0 ${far}px` },
    ]
    // A busy browser begins some frames late: until then the first place holds, too.
    const timing = { duration, easing: 'cubic-bezier(0.2, 0, 0, 1)', fill: 'backwards' } as const
    this.#host.animate(by > 0 ? [down, up] : [up, down], timing)
    const blockSize = `${Math.max(now, this.#before)}px`
    panel.animate([{ blockSize }, { blockSize }], timing)
  }

  get #to(): Height | 'closed' {
    return this.#host.open ? this.#host.height : 'closed'
  }

  get #panel(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.panel')
  }

  readonly #press = () => {
    // A swipe ends with a click on the handle, which must not count.
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

  // iOS lays its keyboard over the page: only the visual viewport tells how much is covered.
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
