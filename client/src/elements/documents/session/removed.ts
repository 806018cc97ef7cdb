import type { SessionDocument } from '../../../documents/session-document.ts'
import { Removals } from '../../kit/removals.ts'

interface Gone {
  readonly id: string
  readonly name: string
  /** The document that stood before it; undefined for the first one. */
  readonly after: string | undefined
  /** Gives the function that undoes it. */
  readonly undo: Promise<() => Promise<void>>
}

/** A row of the list: a document, or the place of one that was just removed. */
export type Item =
  | { readonly id: string; readonly there: SessionDocument }
  | { readonly id: string; readonly gone: Gone }

/** The documents that were just removed: each stands in its place, with an undo, for 8 s. */
export class Removed {
  readonly removals: Removals
  readonly #gone = new Map<string, Gone>()

  constructor(changed: () => void) {
    this.removals = new Removals(changed)
  }

  /** Shows a removal. */
  put(gone: Gone): void {
    this.#gone.set(gone.id, gone)
    this.removals.remove(gone.id)
  }

  /** Takes the removal of a document back. Gives it, to be undone at the server. */
  take(id: string): Gone | undefined {
    const gone = this.#gone.get(id)
    this.#gone.delete(id)
    this.removals.undo(id)
    return gone
  }

  /** The list with the places of removed documents. */
  among(documents: readonly SessionDocument[]): readonly Item[] {
    const left = [...this.#gone.values()].filter(({ id }) => this.removals.of(id) === 'undoable')
    const shown = documents.filter(({ id }) => !left.some((gone) => gone.id === id))
    const items: Item[] = shown.map((there) => ({ id: there.id, there }))
    for (const gone of left) {
      const before = items.findIndex(({ id }) => id === gone.after)
      // When the one before it is gone, too, the place is at the start.
      items.splice(before + 1, 0, { id: gone.id, gone })
    }
    return items
  }

  clear(): void {
    this.removals.clear()
    this.#gone.clear()
  }
}
