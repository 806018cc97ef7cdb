import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { durationOf } from '../kit/duration.ts'

type Host = ReactiveControllerHost & Element & { readonly renderRoot: HTMLElement | DocumentFragment }

const gliding = '.pin, .list, .list > *, .list ul, .list .file'

/**
 * Lets the parts of a panel that a rendering moves glide to their new places. If the list is scrolled, it scrolls by what
 * came or went above, so that what is in view stays in its place.
 *
 * It writes each step itself: the browser counts it as a shift if a part moves while an animation of it runs.
 */
export class Glide implements ReactiveController {
  readonly #host: Host
  /** The tops of the parts before a rendering, in px of the window. What is left of a glide counts before and after it. */
  #before = new Map<HTMLElement, number>()
  /** How far parts are from their places, in px. */
  readonly #left = new Map<HTMLElement, number>()
  /** The time of the last frame; 0 if a part has moved since: then all wait for a frame. */
  #at = 0

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostUpdate(): void {
    const parts = [...this.#host.renderRoot.querySelectorAll<HTMLElement>(gliding)]
    this.#before = new Map(parts.map((part) => [part, topOf(part)]))
  }

  hostUpdated(): void {
    const parts = [...this.#before.keys()].filter((part) => part.isConnected)
    const wasAt = (part: HTMLElement) => this.#before.get(part) ?? topOf(part)
    const movedBy = (part: HTMLElement) => topOf(part) - wasAt(part)
    const at = parts.findIndex((part) => part.matches('.list'))
    const list = parts[at]
    const first = list && parts.find((part, index) => index > at && wasAt(part) >= wasAt(list))
    if (first && list.scrollTop > 0) list.scrollTop += movedBy(first) - movedBy(list)
    if (this.#duration === 0) return
    const moves = parts.map((part) => {
      const around = part.parentElement?.closest<HTMLElement>(gliding)
      return [part, (around ? movedBy(around) : 0) - movedBy(part)] as const
    })
    for (const [part, by] of moves) if (Math.abs(by) >= 1) this.#glide(part, by)
  }

  #glide(part: HTMLElement, by: number): void {
    if (this.#left.size === 0) requestAnimationFrame(this.#step)
    this.#at = 0
    this.#put(part, by + (this.#left.get(part) ?? 0))
  }

  readonly #step = (now: number): void => {
    const share = this.#at === 0 ? 1 : Math.exp((4 * (this.#at - now)) / this.#duration)
    this.#at = now
    for (const [part, left] of this.#left) this.#put(part, left * share)
    if (this.#left.size > 0) requestAnimationFrame(this.#step)
  }

  #put(part: HTMLElement, left: number): void {
    const there = Math.abs(left) < 1
    part.style.transform = there ? '' : `translateY(${left}px)`
    if (there) this.#left.delete(part)
    else this.#left.set(part, left)
  }

  get #duration(): number {
    return durationOf(this.#host, 'calm')
  }
}

const topOf = (part: Element): number => part.getBoundingClientRect().top
