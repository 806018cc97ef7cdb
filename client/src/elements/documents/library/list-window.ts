import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How far beyond the visible part, in px, rows are rendered. */
const beyond = 1_200

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment }

/**
 * Of a long list only the chunks near the visible part are rendered; another one is an empty box of the same height. When
 * the end of the list comes near, more of it is loaded.
 */
export class ListWindow implements ReactiveController {
  readonly #host: Host
  readonly #end: () => void
  readonly #far = new Map<number, number>()
  #watched = new Set<Element>()
  #observer: IntersectionObserver | undefined

  /** `end`: is called when the element `.list-end` comes near. */
  constructor(host: Host, end: () => void) {
    this.#host = host
    this.#end = end
    host.addController(this)
  }

  /** The height, in px, of a chunk that is too far away to be rendered. */
  far(chunk: number): number | undefined {
    return this.#far.get(chunk)
  }

  /** Looks again whether the end is near, because what was loaded may be too little to push it away. */
  again(): void {
    const end = this.#host.renderRoot.querySelector('.list-end')
    if (!end || !this.#observer) return
    this.#observer.unobserve(end)
    this.#observer.observe(end)
  }

  hostUpdated(): void {
    this.#observer ??= new IntersectionObserver((entries) => this.#seen(entries), {
      root: scrollerOf(this.#host),
      rootMargin: `${beyond}px 0px`,
    })
    const shown = new Set(this.#host.renderRoot.querySelectorAll('.chunk, .list-end'))
    for (const one of this.#watched) {
      if (shown.has(one)) continue
      this.#observer.unobserve(one)
      // Other documents are shown: these heights are not theirs.
      this.#far.delete(chunkOf(one))
    }
    for (const one of shown) if (!this.#watched.has(one)) this.#observer.observe(one)
    this.#watched = shown
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
    this.#watched.clear()
    this.#far.clear()
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    let changed = false
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (target.matches('.list-end')) {
        if (isIntersecting) this.#end()
        continue
      }
      const chunk = chunkOf(target)
      // What has the focus, or an open form, stays.
      const stays = target.matches(':focus-within') || target.querySelector('.row-form') !== null
      if (isIntersecting || stays) changed = this.#far.delete(chunk) || changed
      else if (!this.#far.has(chunk) && boundingClientRect.height > 0) {
        this.#far.set(chunk, boundingClientRect.height)
        changed = true
      }
    }
    if (changed) this.#host.requestUpdate()
  }
}

const chunkOf = (element: Element): number => Number((element as HTMLElement).dataset.chunk)

/** The nearest box around an element that scrolls; null for the window. */
function scrollerOf(element: Element): Element | null {
  let at: Node | null = element
  while (at) {
    if (at instanceof Element && at !== document.body && at !== document.documentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
    }
    at = at instanceof ShadowRoot ? at.host : ((at as Element).assignedSlot ?? at.parentNode)
  }
  return null
}
