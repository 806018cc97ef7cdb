/** The least time between two messages, in ms. */
const apartMs = 5_000
/** How long a message stays, in ms. */
const standsMs = 10_000

/** A message. Messages of one kind that wait together are said together. */
export interface Saying<Kind extends string> {
  readonly kind: Kind
  /** How long it waits for other messages of its kind, in ms. */
  readonly gathers: number
  /** Whether it is still true when its turn comes; always if absent. */
  readonly still?: (() => boolean) | undefined
}

/**
 * The text of one polite status region: at most one message in 5 s, cleared after 10. Kinds speak in the order of their
 * ranks. A message is composed when its turn comes, so that it is true then.
 */
export class StatusRegion<Item extends Saying<string>> {
  readonly #ranks: readonly Item['kind'][]
  readonly #compose: (items: readonly [Item, ...Item[]]) => string
  readonly #show: (text: string) => void
  #waiting: { readonly item: Item; readonly due: number }[] = []
  #saidAt = Number.NEGATIVE_INFINITY
  #turn: ReturnType<typeof setTimeout> | undefined
  #end: ReturnType<typeof setTimeout> | undefined

  constructor(
    ranks: readonly Item['kind'][],
    compose: (items: readonly [Item, ...Item[]]) => string,
    show: (text: string) => void,
  ) {
    this.#ranks = ranks
    this.#compose = compose
    this.#show = show
  }

  say(item: Item): void {
    this.#waiting.push({ item, due: Date.now() + item.gathers })
    this.#schedule()
  }

  /** Drops waiting messages that are no longer true. */
  forget(stale: (item: Item) => boolean): void {
    this.#waiting = this.#waiting.filter(({ item }) => !stale(item))
  }

  stop(): void {
    clearTimeout(this.#turn)
    clearTimeout(this.#end)
    this.#waiting = []
  }

  #schedule(): void {
    clearTimeout(this.#turn)
    const due = Math.min(...this.#waiting.map((one) => one.due))
    if (!Number.isFinite(due)) return
    const at = Math.max(due, this.#saidAt + apartMs)
    this.#turn = setTimeout(() => this.#speak(), Math.max(0, at - Date.now()))
  }

  #speak(): void {
    const now = Date.now()
    const kind = this.#ranks.find((rank) =>
      this.#waiting.some(({ item, due }) => item.kind === rank && due <= now),
    )
    const [first, ...others] = this.#waiting
      .filter(({ item }) => item.kind === kind && (item.still?.() ?? true))
      .map(({ item }) => item)
    this.#waiting = this.#waiting.filter(({ item }) => item.kind !== kind)
    if (first) {
      const text = this.#compose([first, ...others])
      if (text !== '') this.#put(text, now)
    }
    this.#schedule()
  }

  #put(text: string, now: number): void {
    this.#saidAt = now
    this.#show(text)
    clearTimeout(this.#end)
    this.#end = setTimeout(() => this.#show(''), standsMs)
  }
}
