import {
  ChairsideError,
  type Decision,
  type Document,
  type DocumentChange,
  type DocumentKind,
  type DocumentPolicyName,
  type DocumentState,
  type Doubt,
  dateOf,
  type FileFlag,
  type Reach,
  type Sensitivity,
  type Ticket,
  type TicketUse,
  type Visibility,
} from '@chairside/protocol'
import { fetched } from '../download/fetched.ts'
import { save } from '../download/save.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { AttachOptions } from './attaching.ts'
import { instantOf } from './instant.ts'
import { Thumbnail } from './thumbnail.ts'

/** What can be changed of a document. What is left out stays. */
export interface DocumentFields {
  /** The ending stays as it is. */
  readonly name?: string | undefined
  readonly sensitivity?: Sensitivity | undefined
  readonly visibility?: Visibility | undefined
  /** `null`: none. */
  readonly expiresAt?: Date | null | undefined
}

/** An appointment in which a document is. */
export interface DocumentPlace {
  /** The appointment's id. */
  readonly appointment: string
  readonly title?: string | undefined
  readonly startsAt: Date
}

/** What a document tells of its changes, and needs of its page. */
export interface Shelf {
  readonly access: DocumentAccess
  /** Takes over what the server says of a document. */
  follow(status: Document): LibraryDocument
  /** A document that is known here. */
  document(id: string): LibraryDocument | undefined
  /** Is called when a getter gives another value. */
  changed(): void
  /** Is called when an act changed where documents are attached, or took one away. */
  acted(): void
}

/**
 * A document of a practitioner's library. Its getters give the present state: read them again at each `change`. The object
 * stays the same for as long as the page has its documents open.
 */
export class LibraryDocument {
  readonly id: string
  readonly #shelf: Shelf
  readonly #thumbnail: Thumbnail
  #status: Document

  constructor(status: Document, shelf: Shelf) {
    this.id = status.id
    this.#status = status
    this.#shelf = shelf
    this.#thumbnail = new Thumbnail(status.id, shelf.access)
  }

  /** The state, with the fields of that state. */
  get status(): Document {
    return this.#status
  }

  get state(): DocumentState {
    return this.#status.state
  }

  /** The clean name; it carries the content's ending once that is known. Empty once erased. */
  get name(): string {
    return this.#status.name
  }

  /** Bytes. */
  get size(): number {
    return this.#status.size
  }

  get policy(): DocumentPolicyName {
    return this.#status.policy
  }

  get sensitivity(): Sensitivity {
    return this.#status.sensitivity
  }

  /** Which patients see it where an attachment says nothing else. */
  get visibility(): Visibility {
    return this.#status.visibility
  }

  /** From then on no patient may open it; absent for no end. */
  get expiresAt(): Date | undefined {
    return dateOf(this.#status.expiresAt)
  }

  get createdAt(): Date {
    return new Date(this.#status.createdAt)
  }

  /** In how many appointments it is. */
  get sessions(): number {
    return this.#status.sessions
  }

  /** The newest appointments in which it is. */
  get places(): readonly DocumentPlace[] {
    return this.#status.places.map(({ startsAt, ...place }) => ({ ...place, startsAt: new Date(startsAt) }))
  }

  /** How many patients have opened it. */
  get openedBy(): number {
    return this.#status.openedBy
  }

  /** When a patient opened it last; absent if none has. */
  get openedAt(): Date | undefined {
    return dateOf(this.#status.openedAt)
  }

  /** Known once it is ready. */
  get kind(): DocumentKind | undefined {
    return this.#status.state === 'ready' ? this.#status.kind : undefined
  }

  /** The media type; known once it is ready. */
  get mime(): string | undefined {
    return this.#status.state === 'ready' ? this.#status.mime : undefined
  }

  get flags(): readonly FileFlag[] {
    return this.#status.state === 'ready' ? this.#status.flags : []
  }

  get readyAt(): Date | undefined {
    return this.#status.state === 'ready' ? new Date(this.#status.readyAt) : undefined
  }

  get hasThumbnail(): boolean {
    return this.#status.state === 'ready' && this.#status.thumbnail === true
  }

  /** Why the check could not decide about it: the practitioner decides, by `decide`. Else absent. */
  get undecided(): Doubt | undefined {
    return this.#status.state === 'checking' ? this.#status.undecided : undefined
  }

  /** Why it was refused; else absent. */
  get problem(): ChairsideError | undefined {
    if (this.#status.state !== 'rejected') return undefined
    const { code, details } = this.#status
    return new ChairsideError({ ...details, code })
  }

  /**
   * Renames it, or changes its sensitivity, default visibility or expiry.
   *
   * @throws ChairsideError the server's refusal
   */
  async change({ expiresAt, ...fields }: DocumentFields): Promise<void> {
    const body: DocumentChange = {
      ...said(fields),
      ...(expiresAt !== undefined && { expiresAt: instantOf(expiresAt) }),
    }
    this.#follow(await ask(this.#http, 'changeDocument', { params: this.#params, body }))
  }

  /** How many patients can open it now, and how many of its appointments take place: to be told before it is deleted. */
  reach(): Promise<Reach> {
    return ask(this.#http, 'reachOfDocument', { params: this.#params })
  }

  /** Deletes it for everyone; what is open of it closes. Its record stays. */
  async delete(): Promise<void> {
    this.#follow(await ask(this.#http, 'deleteDocument', { params: this.#params }))
    this.#shelf.acted()
  }

  /**
   * Decides about an `undecided` document: it becomes ready, or is refused and removed.
   *
   * @throws ChairsideError CONFLICT when it is no longer undecided
   */
  async decide(decision: Decision): Promise<void> {
    const body = { decision }
    this.#follow(await ask(this.#http, 'decideDocument', { params: this.#params, body }))
    this.#shelf.acted()
  }

  /** Attaches it to an appointment, or changes how it is attached there. */
  async attach(appointment: string, options: AttachOptions = {}): Promise<void> {
    const params = { ...this.#params, appointment }
    const { document } = await ask(this.#http, 'attachDocument', { params, body: said(options) })
    this.#follow(document)
    this.#shelf.acted()
  }

  /** Takes it from an appointment; it stays in the library. */
  async detach(appointment: string): Promise<void> {
    await ask(this.#http, 'detachDocument', { params: { ...this.#params, appointment } })
    this.#shelf.acted()
  }

  /**
   * Gives the right to fetch it for one use, without a header; begin to fetch within 60 s.
   *
   * @throws ChairsideError NOT_READY, NOT_FOUND
   */
  ticket(use: TicketUse): Promise<Ticket> {
    return ask(this.#http, 'issueDocumentTicket', { params: this.#params, body: { use } })
  }

  /**
   * Saves it. In a browser, starts the browser's own download and gives null; in Node, gives the bytes. Calls `failed` if
   * that download fails at its start.
   *
   * @throws ChairsideError as `ticket`
   */
  async download({
    failed,
  }: {
    failed?: (error: ChairsideError) => void
  } = {}): Promise<ReadableStream<Uint8Array> | null> {
    return save((await this.ticket('download')).url, failed)
  }

  /** Fetches it into memory, for browsers that do not let a page save files. Throws as `ticket`. */
  fetched(): Promise<File> {
    return fetched(this)
  }

  /** Its thumbnail (WebP), undefined if it has none. It is fetched once. */
  thumbnail(signal?: AbortSignal): Promise<Blob | undefined> {
    return this.hasThumbnail ? this.#thumbnail.get(signal) : Promise.resolve(undefined)
  }

  get #http() {
    return this.#shelf.access.http
  }

  get #params() {
    return { id: this.id }
  }

  #follow(status: Document): void {
    this.#shelf.follow(status)
  }

  // Static: the shelf calls it. The SDK exports the type only, so no user can.
  static follow(document: LibraryDocument, status: Document): void {
    document.#status = status
  }
}

/** The fields without those that are undefined. */
function said<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
