import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { type Drawn, drawn } from './drawn.ts'

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/** A document that may have a thumbnail. */
export interface Thumbnailed {
  readonly hasThumbnail: boolean
  thumbnail(signal?: AbortSignal): Promise<Blob | undefined>
}

/** `waiting` until its place is in view and it is here; `none` if there is no picture to show. */
export type Thumb = 'waiting' | 'none' | HTMLElement

interface Kept {
  readonly of: Thumbnailed
  readonly giveUp: AbortController
  state: 'waiting' | 'loading' | 'none' | Drawn
}

/** How far outside of what is in view a thumbnail is fetched. */
const ahead = '240px'

/**
 * Thumbnails of what an element shows: each is fetched when its place comes near what is in view, and let go when its
 * place is gone. A place is an element with the attribute `data-thumb` and the place's key.
 */
export class Thumbnails implements ReactiveController {
  readonly #host: Host
  readonly #kept = new Map<string, Kept>()
  readonly #places = new Map<string, Element>()
  readonly #observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: ahead })
  /** The keys that this rendering has asked for. */
  #asked = new Set<string>()

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  /** The thumbnail for a place. An element stands in one place, so that each has its own. */
  at(key: string, of: Thumbnailed): Thumb {
    if (!of.hasThumbnail) return 'none'
    this.#asked.add(key)
    const known = this.#kept.get(key)
    if (known && known.of !== of) this.#drop(key)
    const kept = this.#kept.get(key) ?? { of, giveUp: new AbortController(), state: 'waiting' }
    this.#kept.set(key, kept)
    const { state } = kept
    return typeof state === 'object' ? state.node : state === 'none' ? 'none' : 'waiting'
  }

  hostUpdated(): void {
    for (const key of this.#kept.keys()) if (!this.#asked.has(key)) this.#drop(key)
    this.#asked = new Set()
    const places = [...this.#host.renderRoot.querySelectorAll('[data-thumb]')]
    const now = new Map(places.map((place) => [place.getAttribute('data-thumb') ?? '', place]))
    for (const [key, place] of this.#places) {
      if (now.get(key) === place) continue
      this.#observer.unobserve(place)
      this.#places.delete(key)
    }
    for (const [key, place] of now) {
      if (this.#places.has(key) || this.#kept.get(key)?.state !== 'waiting') continue
      this.#places.set(key, place)
      this.#observer.observe(place)
    }
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#observer.disconnect()
    this.#places.clear()
    for (const key of this.#kept.keys()) this.#drop(key)
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      const kept = this.#kept.get(target.getAttribute('data-thumb') ?? '')
      if (!isIntersecting || kept?.state !== 'waiting') continue
      this.#observer.unobserve(target)
      void this.#load(kept)
    }
  }

  async #load(kept: Kept): Promise<void> {
    kept.state = 'loading'
    const { signal } = kept.giveUp
    try {
      const bytes = await kept.of.thumbnail(signal)
      const picture = bytes && (await drawn(bytes))
      if (signal.aborted) return picture?.free()
      kept.state = picture ?? 'none'
    } catch {
      // Without a connection the sign of its kind stands there.
      if (!signal.aborted) kept.state = 'none'
    }
    this.#host.requestUpdate()
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key)
    kept?.giveUp.abort()
    if (typeof kept?.state === 'object') kept.state.free()
    this.#kept.delete(key)
  }
}
