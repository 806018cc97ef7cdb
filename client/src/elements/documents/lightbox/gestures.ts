import type { Point } from './zoom.ts'

/** What fingers, a pen or a mouse do to a picture. Points are from the middle of the stage, in px. */
export interface GestureActs {
  /** Whether the picture is larger than whole: then one finger moves it, else it swipes. */
  isLarger(): boolean
  /** Two fingers: `ratio` is how much farther apart they are than a moment ago. */
  pinch(ratio: number, at: Point, by: Point): void
  pan(by: Point): void
  /** One finger moves sideways over a whole picture: so far for now. */
  drag(x: number): void
  /** The swipe ended; `towards` is where the finger went, undefined if it went back or not far. */
  swipe(towards: 'left' | 'right' | undefined): void
  doubleTap(at: Point): void
}

/** So far, in px, a finger goes for a swipe; so near and so soon (ms) two taps are one double tap. */
const [swipeFrom, tapWithin, tapAgainMs] = [56, 24, 320]

/** Turns the pointers on a stage into gestures. */
export class Gestures {
  readonly #acts: GestureActs
  readonly #down = new Map<number, Point>()
  #begun: { readonly at: Point; readonly time: number; moved: boolean } | undefined
  #lastTap: { readonly at: Point; readonly time: number } | undefined

  constructor(acts: GestureActs) {
    this.#acts = acts
  }

  readonly start = (event: PointerEvent): void => {
    if (event.button !== 0 || isOnButton(event)) return
    const stage = event.currentTarget as HTMLElement
    const at = pointOf(event)
    stage.setPointerCapture(event.pointerId)
    this.#down.set(event.pointerId, at)
    // A second finger ends a swipe.
    if (this.#down.size > 1) this.#acts.drag(0)
    this.#begun = this.#down.size === 1 ? { at, time: event.timeStamp, moved: false } : undefined
  }

  /** Keeps the browser's own gestures off the stage: after a swipe, Chrome would take the next tap as its end. */
  readonly touch = {
    passive: false,
    handleEvent: (event: Event): void => {
      if (!isOnButton(event)) event.preventDefault()
    },
  }

  readonly move = (event: PointerEvent): void => {
    const before = this.#down.get(event.pointerId)
    if (!before) return
    const at = pointOf(event)
    const by = { x: at.x - before.x, y: at.y - before.y }
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1]
    this.#down.set(event.pointerId, at)
    if (other) {
      const ratio = distance(at, other) / Math.max(1, distance(before, other))
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }
      this.#acts.pinch(ratio, middle, { x: by.x / 2, y: by.y / 2 })
      return
    }
    const begun = this.#begun
    if (begun && distance(at, begun.at) > tapWithin) begun.moved = true
    if (this.#acts.isLarger()) this.#acts.pan(by)
    else if (begun && event.pointerType !== 'mouse') this.#acts.drag(at.x - begun.at.x)
  }

  readonly end = (event: PointerEvent): void => {
    if (!this.#down.delete(event.pointerId)) return
    const begun = this.#begun
    this.#begun = undefined
    if (!begun) return
    const at = pointOf(event)
    const [far, aside] = [at.x - begun.at.x, Math.abs(at.y - begun.at.y)]
    const swipes =
      event.type === 'pointerup' &&
      event.pointerType !== 'mouse' &&
      !this.#acts.isLarger() &&
      Math.abs(far) > Math.max(swipeFrom, aside)
    if (!this.#acts.isLarger()) this.#acts.swipe(swipes ? (far < 0 ? 'left' : 'right') : undefined)
    if (!begun.moved && event.type === 'pointerup') this.#tap(at, event.timeStamp)
  }

  #tap(at: Point, time: number): void {
    const last = this.#lastTap
    this.#lastTap = { at, time }
    if (!last || time - last.time > tapAgainMs || distance(at, last.at) > 2 * tapWithin) return
    this.#lastTap = undefined
    this.#acts.doubleTap(at)
  }
}

/** Where an event is, from the middle of the stage. */
export function pointOf(event: MouseEvent): Point {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
  return { x: event.clientX - box.x - box.width / 2, y: event.clientY - box.y - box.height / 2 }
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y)

const isOnButton = (event: Event): boolean =>
  event.target instanceof Element && event.target.closest('button') !== null
