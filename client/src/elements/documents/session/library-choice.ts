import { ChairsideError } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { LibraryDocument } from '../../../documents/document.ts'
import type { Documents } from '../../../documents/documents.ts'
import type { Library } from '../../../documents/library.ts'

/** After this time without another letter, the library is searched, in ms. */
const searchMs = 250

/** The documents of the library, to choose those that are attached to the session. */
export class LibraryChoice {
  readonly chosen = new Set<string>()
  readonly #changed: () => void
  #documents: Documents | undefined
  #library: Library | undefined
  #problem: ChairsideError | undefined
  #search = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Opens the library; does nothing if it is open. */
  begin(documents: Documents): void {
    if (this.#documents === documents) return
    this.end()
    this.#documents = documents
    documents.library({ search: this.#search }).then(
      (library) => {
        if (this.#documents !== documents) return library.close()
        this.#library = library
        library.on('change', this.#changed)
        this.#changed()
      },
      (cause: unknown) => {
        if (this.#documents === documents) this.#failed(cause)
      },
    )
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#documents = undefined
    this.#library?.close()
    this.#library = undefined
    this.#problem = undefined
    this.#search = ''
    this.chosen.clear()
  }

  /** Whether the first documents have come. */
  get isOpen(): boolean {
    return this.#library !== undefined
  }

  /** Those that can be attached. */
  get documents(): readonly LibraryDocument[] {
    return (this.#library?.documents ?? []).filter(({ state }) => state === 'ready')
  }

  get hasMore(): boolean {
    return this.#library?.hasMore ?? false
  }

  get problem(): ChairsideError | undefined {
    return this.#problem ?? this.#library?.problem
  }

  get searches(): boolean {
    return this.#search.trim() !== ''
  }

  search(text: string): void {
    this.#search = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#run(this.#library?.show({ search: text })), searchMs)
  }

  more(): void {
    this.#run(this.#library?.more())
  }

  toggle(id: string): void {
    if (!this.chosen.delete(id)) this.chosen.add(id)
    this.#changed()
  }

  #run(act: Promise<void> | undefined): void {
    this.#problem = undefined
    act?.catch((cause: unknown) => this.#failed(cause))
  }

  #failed(cause: unknown): void {
    this.#problem = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
    this.#changed()
  }
}
