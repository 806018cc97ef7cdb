import type { DocumentViews, ProfileDocument } from '../../../documents/profile-document.ts'

/** The views of one document, unfolded below its row. */
interface Unfolded {
  readonly id: string
  /** Undefined while they are asked for, or could not be. */
  readonly views: DocumentViews | undefined
  /** How many the row counted when they were asked for. */
  readonly counted: number
  readonly all: boolean
}

/** Which document shows who has viewed it. It asks again when another view was counted. */
export class SeenBy {
  readonly #changed: () => void
  readonly #failed: (error: unknown) => void
  #open: Unfolded | undefined

  constructor(changed: () => void, failed: (error: unknown) => void) {
    this.#changed = changed
    this.#failed = failed
  }

  of(id: string): Unfolded | undefined {
    return this.#open?.id === id ? this.#open : undefined
  }

  toggle(document: ProfileDocument): void {
    if (this.of(document.id)) this.#set(undefined)
    else this.#read(document, undefined)
  }

  showAll(): void {
    if (this.#open) this.#set({ ...this.#open, all: true })
  }

  /** Follows the list: asks again for what has changed, and folds up what is gone. */
  follow(documents: readonly ProfileDocument[]): void {
    const open = this.#open
    if (!open) return
    const document = documents.find(({ id }) => id === open.id)
    if (!document) this.#open = undefined
    else if (document.views !== open.counted) this.#read(document, open)
  }

  close(): void {
    this.#open = undefined
  }

  #read(document: ProfileDocument, before: Unfolded | undefined): void {
    const { id, views: counted } = document
    const all = before?.all ?? false
    this.#set({ id, views: before?.views, counted, all })
    document.readViews().then(
      (views) => {
        const open = this.#open
        if (open?.id === id && open.counted === counted) this.#set({ ...open, views })
      },
      (error: unknown) => this.#failed(error),
    )
  }

  #set(open: Unfolded | undefined): void {
    this.#open = open
    this.#changed()
  }
}
