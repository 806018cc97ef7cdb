import type { DocumentKind, LibraryOrder, LibraryPlace } from '@chairside/protocol'
import type { Library, LibraryView } from '../../../documents/library.ts'

/** How long the person may pause while typing, in ms, before the name is searched. */
const typingMs = 250

/** What the person looks for in the library: a part of the name, a kind, a place, an order. */
export class Looking {
  readonly #library: () => Library | undefined
  readonly #changed: () => void
  #view: LibraryView = {}
  #text = ''
  #typing: ReturnType<typeof setTimeout> | undefined
  #running = 0

  constructor(library: () => Library | undefined, changed: () => void) {
    this.#library = library
    this.#changed = changed
  }

  get view(): LibraryView {
    return this.#view
  }

  /** The text in the field; it is searched a moment later. */
  get text(): string {
    return this.#text
  }

  /** Whether the documents that are shown are not yet those that are looked for. */
  get runs(): boolean {
    return this.#running > 0 || this.#typing !== undefined
  }

  /** Whether a kind or a place narrows what is shown. */
  get narrows(): boolean {
    return this.#view.kind !== undefined || this.#view.place !== undefined
  }

  type(text: string): void {
    this.#text = text
    this.#rest()
    this.#typing = setTimeout(() => {
      this.#typing = undefined
      this.#show({ ...this.#view, search: text })
    }, typingMs)
    this.#changed()
  }

  /** Searches at once for what was typed. */
  submit(): void {
    this.#show({ ...this.#view, search: this.#text })
  }

  clearText(): void {
    this.#text = ''
    this.submit()
  }

  kind(kind: DocumentKind | undefined): void {
    this.#show({ ...this.#view, search: this.#text, kind })
  }

  place(place: LibraryPlace | undefined): void {
    this.#show({ ...this.#view, search: this.#text, place })
  }

  order(order: LibraryOrder): void {
    this.#show({ ...this.#view, search: this.#text, order })
  }

  /** Shows all kinds and places again; the search stays. */
  widen(): void {
    this.#show({ search: this.#text, order: this.#view.order })
  }

  stop(): void {
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#typing)
    this.#typing = undefined
  }

  #show(view: LibraryView): void {
    this.#rest()
    this.#view = view
    this.#changed()
    const library = this.#library()
    if (!library) return
    this.#running += 1
    const done = () => {
      this.#running -= 1
      this.#changed()
    }
    // Why it could not be asked is the library's `problem`.
    library.show(view).then(done, done)
  }
}
