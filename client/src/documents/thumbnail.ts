import { ChairsideError } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import type { DocumentAccess } from './access.ts'
import { askBytes } from './ask.ts'

/** The thumbnail of one document or received file: fetched when it is first wanted, and kept. */
export class Thumbnail {
  readonly #id: string
  readonly #access: DocumentAccess
  readonly #route: 'readThumbnail' | 'readFileThumbnail'
  #kept: Blob | undefined

  constructor(
    id: string,
    access: DocumentAccess,
    route: 'readThumbnail' | 'readFileThumbnail' = 'readThumbnail',
  ) {
    this.#id = id
    this.#access = access
    this.#route = route
  }

  /**
   * Gives the picture; undefined if there is none, or it may not be seen any more. A later call tries again.
   *
   * @throws ChairsideError LINE_DOWN if the server cannot be reached
   * @throws the reason of `signal`
   */
  async get(signal?: AbortSignal): Promise<Blob | undefined> {
    signal?.throwIfAborted()
    this.#kept ??= await this.#fetch(signal)
    return this.#kept
  }

  /** Forgets the picture, because what it shows may not be opened any more. */
  drop(): void {
    this.#kept = undefined
  }

  async #fetch(signal: AbortSignal | undefined): Promise<Blob | undefined> {
    const { http, thumbnails, closing } = this.#access
    const stop = abortWith(signal, closing.signal)
    const fetch = () => askBytes(http, this.#route, { params: { id: this.#id }, signal: stop.signal })
    try {
      const found = await thumbnails.run(fetch, stop.signal)
      stop.signal.throwIfAborted()
      return found
    } catch (error) {
      if (error instanceof ChairsideError && isAbsent(error)) return undefined
      throw error
    } finally {
      stop.letGo()
    }
  }
}

function isAbsent({ code }: ChairsideError): boolean {
  switch (code) {
    case 'NOT_FOUND':
    case 'NOT_READY':
    case 'NOT_YET':
    case 'CODE_NEEDED':
    case 'DOCUMENT_EXPIRED':
    case 'CONTENT_GONE':
    case 'EXPIRED':
    case 'WITHDRAWN':
      return true
    default:
      return false
  }
}
