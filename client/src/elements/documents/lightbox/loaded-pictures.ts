import { ChairsideError } from '@chairside/protocol'
import { collected } from '../../../download/collected.ts'
import { open } from '../../../download/save.ts'
import { type Drawn, drawn } from '../files/drawn.ts'
import type { FileItem } from '../files/item.ts'

/** How far a picture is. */
export type PictureState =
  | { readonly state: 'loading'; readonly bytes: number }
  | { readonly state: 'shown'; readonly picture: Drawn }
  /** This browser cannot decode it. */
  | { readonly state: 'cannot' }
  /** The server cannot be reached; it is tried again when it can. */
  | { readonly state: 'waits' }
  /** The right to it has ended. */
  | { readonly state: 'gone' }

interface Kept {
  readonly giveUp: AbortController
  now: PictureState
}

/** Fetches whole pictures: the one that is shown, and its neighbours ahead. Others are let go. */
export class LoadedPictures {
  readonly #changed: () => void
  readonly #kept = new Map<string, Kept>()

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Fetches these, the first one first, and lets all others go. `alt` gives the alternative text of each. */
  want(items: readonly FileItem[], alt: (item: FileItem) => string): void {
    const ids = new Set(items.map(({ id }) => id))
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#drop(id)
    const [first, ...neighbours] = items
    if (!first) return
    const begun = this.#begin(first, alt)
    // The bytes of the neighbours come after those that somebody waits for.
    void begun.then(() => {
      for (const item of neighbours) if (this.#kept.has(first.id)) void this.#begin(item, alt)
    })
  }

  of(item: FileItem): PictureState {
    return this.#kept.get(item.id)?.now ?? { state: 'loading', bytes: 0 }
  }

  /** Fetches again what could not be reached. */
  again(): void {
    for (const [id, { now }] of this.#kept) if (now.state === 'waits') this.#drop(id)
  }

  clear(): void {
    for (const id of this.#kept.keys()) this.#drop(id)
  }

  async #begin(item: FileItem, alt: (item: FileItem) => string): Promise<void> {
    if (this.#kept.has(item.id)) return
    const kept: Kept = { giveUp: new AbortController(), now: { state: 'loading', bytes: 0 } }
    this.#kept.set(item.id, kept)
    const { signal } = kept.giveUp
    const tell = (now: PictureState) => {
      if (signal.aborted) return
      kept.now = now
      this.#changed()
    }
    try {
      const { url } = await item.view()
      signal.throwIfAborted()
      const progress = (bytes: number) => tell({ state: 'loading', bytes })
      const bytes = await collected(await open(url), progress, signal)
      const picture = await drawn(new Blob([bytes], { type: item.mime }), alt(item))
      if (signal.aborted) picture.free()
      else tell({ state: 'shown', picture })
    } catch (error) {
      if (!(error instanceof ChairsideError)) tell({ state: 'cannot' })
      else tell({ state: isGone(error) ? 'gone' : 'waits' })
    }
  }

  #drop(id: string): void {
    const kept = this.#kept.get(id)
    kept?.giveUp.abort()
    if (kept?.now.state === 'shown') kept.now.picture.free()
    this.#kept.delete(id)
  }
}

function isGone({ code }: ChairsideError): boolean {
  switch (code) {
    case 'NOT_FOUND':
    case 'NOT_YET':
    case 'CODE_NEEDED':
    case 'DOCUMENT_EXPIRED':
    case 'CONTENT_GONE':
    case 'WITHDRAWN':
    case 'EXPIRED':
      return true
    default:
      return false
  }
}
