import type { ReactiveController, ReactiveControllerHost } from 'lit'

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/**
 * Keeps the focus when a rendering removes the focused element. It goes to an action of the next row in the same group,
 * else to the group's title, else to where it came from, else to the panel's title.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: Host
  readonly #focus: (element: HTMLElement) => void
  #had: Element | null = null
  #next: readonly HTMLElement[] = []
  #before: HTMLElement | undefined

  /** @param focus how an element is focused; without it as the browser does that */
  constructor(host: Host, focus: (element: HTMLElement) => void = (element) => element.focus()) {
    this.#host = host
    this.#focus = focus
    host.addController(this)
  }

  /** Tries the selectors in order; focuses the first element found that is visible. */
  to(...selectors: readonly string[]): void {
    for (const selector of selectors) {
      const found = this.#host.renderRoot.querySelector<HTMLElement>(selector)
      if (!found || !visible(found)) continue
      this.#focus(found)
      return
    }
  }

  /** As `to`, after the next rendering. */
  later(...selectors: readonly string[]): void {
    this.#host.requestUpdate()
    this.#host.updateComplete.then(() => this.to(...selectors)).catch(() => {})
  }

  /** After the next rendering, moves the focus from `from` to `to`, if it is still at `from`. */
  onward(from: string, to: string): void {
    this.#host.requestUpdate()
    this.#host.updateComplete
      .then(() => {
        const at = this.#root?.activeElement
        if (at?.matches(from)) this.to(to)
      })
      .catch(() => {})
  }

  /** Remembers where the focus came from when it enters a toast, because a toast vanishes. */
  readonly cameFrom = (event: FocusEvent): void => {
    const from = event.relatedTarget
    const toast = event.currentTarget
    if (!(from instanceof HTMLElement) || !(toast instanceof Element) || toast.contains(from)) return
    this.#before = from
  }

  hostUpdate(): void {
    const had = this.#root?.activeElement ?? null
    this.#had = had
    this.#next = had === null ? [] : followers(had)
  }

  hostUpdated(): void {
    const had = this.#had
    this.#had = null
    if (had === null || visible(had)) return
    // The person has moved the focus meanwhile.
    if (document.activeElement && document.activeElement !== document.body) return
    // A button that moved to another place in its row is a new element with the same name.
    const name = had.getAttribute('aria-label')
    const moved = this.#all('.file button').find(
      (one) => name !== null && one.getAttribute('aria-label') === name,
    )
    const heir = [...(moved ? [moved] : []), ...this.#next].find(visible)
    if (heir) this.#focus(heir)
    else if (this.#before && visible(this.#before)) this.#focus(this.#before)
    else this.to('#title')
  }

  #all(selector: string): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>(selector)]
  }

  get #root(): ShadowRoot | undefined {
    const { renderRoot } = this.#host
    return renderRoot instanceof ShadowRoot ? renderRoot : undefined
  }
}

function visible(element: Element): boolean {
  return element.isConnected && element.getClientRects().length > 0
}

function followers(had: Element): readonly HTMLElement[] {
  const group = had.closest('.group, .prompt')
  const row = had.closest('.file')
  if (!group) return []
  const after = [...group.querySelectorAll<HTMLElement>('.file button')].filter(
    (one) =>
      had.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && one.closest('.file') !== row,
  )
  const title = group.querySelector<HTMLElement>('[tabindex="-1"]')
  return title ? [...after, title] : after
}
