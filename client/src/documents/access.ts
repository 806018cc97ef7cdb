import { type DocumentsChanged, documentRoutes, type ServerEvent } from '@chairside/protocol'
import { Concurrency } from '../async/concurrency.ts'
import { Listeners } from '../async/listeners.ts'
import type { Connection } from '../connection/connection.ts'
import { isTold } from '../connection/connection-state.ts'
import type { Http } from '../connection/http.ts'
import { type Timeouts, timeouts } from '../connection/timeouts.ts'
import { onWake } from '../connection/wake.ts'
import { Uploads } from '../upload/uploads.ts'

/** While the connection is not up, everything is asked for again after this time, in ms. */
const askAgainMs = 30_000
/** How many thumbnails are fetched at once. */
const thumbnailsAtOnce = 6

/** What the documents of one person need of a server. */
export interface Server {
  /** The server's address, without a slash at its end. */
  readonly base: string
  readonly http: Http
  readonly connection: Connection
}

/** One person's access to one server's documents: requests, uploads, and hints that something may have changed. */
export class DocumentAccess {
  readonly base: string
  readonly http: Http
  readonly connection: Connection
  readonly uploads: Uploads
  readonly thumbnails = new Concurrency(thumbnailsAtOnce)
  /** Aborted by `close`. */
  readonly closing = new AbortController()
  /** The person's id: `sub` of the token. */
  readonly me: string
  readonly #hints = new Listeners<{
    hint: [what: DocumentsChanged]
    arriving: [document: string, bytes: number]
    wake: []
  }>()
  readonly #ends: (() => void)[]

  constructor({ base, http, connection }: Server, me: string, waits: Timeouts = timeouts) {
    this.base = base
    this.http = http
    this.connection = connection
    this.me = me
    this.uploads = new Uploads(http, () => {}, waits, documentRoutes.sendDocumentBytes.path)
    const timer = setInterval(() => this.#unlessUp(), askAgainMs)
    this.#ends = [
      connection.on('event', (event) => this.#heard(event)),
      connection.on('state', ({ state }) => {
        if (state === 'up') this.#awake()
        // The server may have ended this person's right: then a request tells it.
        if (state === 'closed' || state === 'signed-out') this.#hints.tell('hint', {})
      }),
      onWake(() => this.#awake()),
      onFocus(() => this.#unlessUp()),
      () => clearInterval(timer),
    ]
  }

  /** Calls `act` when something may have changed: what is named, or anything. */
  onHint(act: (what: DocumentsChanged) => void): () => void {
    return this.#hints.on('hint', act)
  }

  /** Calls `act` when the server tells that it has so many bytes of a document. */
  onArriving(act: (document: string, bytes: number) => void): () => void {
    return this.#hints.on('arriving', act)
  }

  /** Calls `act` when the network may be back. */
  onWake(act: () => void): () => void {
    return this.#hints.on('wake', act)
  }

  /** Ends requests, uploads and hints. The connection stays: its owner closes it. */
  close(): void {
    this.closing.abort(new DOMException('The documents were closed.', 'AbortError'))
    this.uploads.close()
    for (const end of this.#ends.splice(0)) end()
    this.#hints.clear()
  }

  #heard(event: ServerEvent): void {
    if (event.name === 'documents') this.#hints.tell('hint', event.payload)
    if (event.name === 'arriving') this.#hints.tell('arriving', event.payload.document, event.payload.bytes)
  }

  #awake(): void {
    this.uploads.wake()
    this.#hints.tell('wake')
    this.#hints.tell('hint', {})
  }

  #unlessUp(): void {
    if (!isTold(this.connection.state)) this.#awake()
  }
}

/** Calls `act` when the person comes back to this window. */
function onFocus(act: () => void): () => void {
  if (typeof window === 'undefined') return () => {}
  window.addEventListener('focus', act)
  return () => window.removeEventListener('focus', act)
}
