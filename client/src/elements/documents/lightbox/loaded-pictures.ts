import { ChairsideError } from '@chairside/protocol'
import { ahead, sayOpened } from '../../../download/ahead.ts'
import { collected } from '../../../download/collected.ts'
import { open } from '../../../download/open.ts'
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
  /** Whether it was fetched ahead: then the server is told before it is shown. */
  readonly ahead: boolean
  now: PictureState
  /** A picture that was fetched ahead, and the address of its ticket. */
  waits: { readonly picture: Drawn; readonly url: string } | undefined
}

/** Fetches whole pictures: the one that is shown, and its neighbours ahead. Others are let go. */
export class LoadedPictures {
  readonly #changed: () => void
  readonly #kept = new Map<string, Kept>()
  /** The id of the picture that is shown. */
  #first: string | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Fetches these, the first one first, and lets all others go. `alt` gives the alternative text of each. */
  want(items: readonly FileItem[], alt: (item: FileItem) => string): void {
    const ids = new Set(items.map(({ id }) => id))
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#drop(id)
    const [first, ...neighbours] = items
    this.#first = first?.id
    if (!first) return
    const begun = this.#show(first, alt)
    // The bytes of the neighbours come after those that somebody waits for.
    void begun.then(() => {
      if (this.#first !== first.id) return
      for (const item of neighbours) if (!this.#kept.has(item.id)) void this.#fetch(item, alt, true)
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
    this.#first = undefined
    for (const id of this.#kept.keys()) this.#drop(id)
  }

  async #show(item: FileItem, alt: (item: FileItem) => string): Promise<void> {
    const known = this.#kept.get(item.id)
    // What could not be reached ahead may be reachable now.
    if (known?.ahead && known.now.state === 'waits') this.#drop(item.id)
    else if (known) return this.#open(item, known)
    await this.#fetch(item, alt, false)
  }

  async #fetch(item: FileItem, alt: (item: FileItem) => string, early: boolean): Promise<void> {
    const kept: Kept = {
      giveUp: new AbortController(),
      ahead: early,
      now: { state: 'loading', bytes: 0 },
      waits: undefined,
    }
    this.#kept.set(item.id, kept)
    const { signal } = kept.giveUp
    await this.#try(kept, async () => {
      const { url } = await item.view()
      signal.throwIfAborted()
      const progress = (bytes: number) => this.#tell(kept, { state: 'loading', bytes })
      const bytes = await collected(await open(early ? ahead(url) : url), progress, signal)
      const picture = await drawn(new Blob([bytes], { type: item.mime }), alt(item))
      if (signal.aborted) picture.free()
      else if (early) kept.waits = { picture, url }
      else this.#tell(kept, { state: 'shown', picture })
    })
    if (this.#first === item.id) await this.#open(item, kept)
  }

  /** Shows what was fetched ahead, once the server knows that it is opened. */
  async #open(item: FileItem, kept: Kept): Promise<void> {
    const { waits } = kept
    if (!waits) return
    kept.waits = undefined
    const { signal } = kept.giveUp
    await this.#try(kept, async () => {
      try {
        await sayOpened(waits.url, signal)
      } catch (error) {
        if (!(error instanceof ChairsideError) || error.code !== 'TICKET_EXPIRED') throw error
        await sayOpened((await item.view()).url, signal)
      }
      this.#tell(kept, { state: 'shown', picture: waits.picture })
    })
    if (kept.now.state !== 'shown') waits.picture.free()
  }

  async #try(kept: Kept, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof ChairsideError)) this.#tell(kept, { state: 'cannot' })
      else this.#tell(kept, { state: isGone(error) ? 'gone' : 'waits' })
    }
  }

  #tell(kept: Kept, now: PictureState): void {
    if (kept.giveUp.signal.aborted) return
    kept.now = now
    this.#changed()
  }

  #drop(id: string): void {
    const kept = this.#kept.get(id)
    kept?.giveUp.abort()
    kept?.waits?.picture.free()
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
