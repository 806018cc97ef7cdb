import {
  type ChairsideError,
  type DocumentKind,
  dateOf,
  type PatientDocument as Facts,
  type FileFlag,
  type Sensitivity,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
import { fetched } from '../download/fetched.ts'
import { save } from '../download/save.ts'
import type { OpenDocument } from '../links/open-document.ts'
import { askForOwnCode, openOwn } from '../links/own-document.ts'
import type { DocumentAccess } from './access.ts'
import { ask, askBytes } from './ask.ts'
import { KeptTicket } from './kept-ticket.ts'
import { type OwnView, readOwnViews } from './own-view.ts'
import { Thumbnail } from './thumbnail.ts'

/**
 * A document of an appointment or of a profile, as its patient sees it. Its getters give the present state; the object stays the same for
 * as long as the patient sees it there.
 */
export class PatientDocument {
  readonly id: string
  readonly #access: DocumentAccess
  readonly #thumbnail: Thumbnail
  readonly #viewing = new KeptTicket(() => this.ticket('view'))
  #facts: Facts

  constructor(facts: Facts, access: DocumentAccess) {
    this.id = facts.id
    this.#facts = facts
    this.#access = access
    this.#thumbnail = new Thumbnail(facts.id, access)
  }

  get name(): string {
    return this.#facts.name
  }

  /** Bytes. */
  get size(): number {
    return this.#facts.size
  }

  get kind(): DocumentKind {
    return this.#facts.kind
  }

  /** The media type. */
  get mime(): string {
    return this.#facts.mime
  }

  get sensitivity(): Sensitivity {
    return this.#facts.sensitivity
  }

  /** `open` now, `later` (see `from`), with an access code (`needs-code`), or `expired`. */
  get state(): Facts['state'] {
    return this.#facts.state
  }

  /** The state, with the fields of that state. */
  get status(): Facts {
    return this.#facts
  }

  get flags(): readonly FileFlag[] {
    return this.#facts.state === 'open' ? this.#facts.flags : []
  }

  /** When it can be opened; only of `later`. */
  get from(): Date | undefined {
    return this.#facts.state === 'later' ? new Date(this.#facts.from) : undefined
  }

  /** Until when it can be opened, where time alone ends that. */
  get until(): Date | undefined {
    return 'until' in this.#facts ? dateOf(this.#facts.until) : undefined
  }

  get expiredAt(): Date | undefined {
    return this.#facts.state === 'expired' ? new Date(this.#facts.expiredAt) : undefined
  }

  /** When this patient first opened it in this appointment. */
  get openedAt(): Date | undefined {
    return this.#facts.state === 'open' ? dateOf(this.#facts.openedAt) : undefined
  }

  get hasThumbnail(): boolean {
    return this.#facts.state === 'open' && this.#facts.thumbnail === true
  }

  /** Its thumbnail (WebP), undefined if it has none or cannot be opened now. It is fetched once. */
  thumbnail(signal?: AbortSignal): Promise<Blob | undefined> {
    return this.hasThumbnail ? this.#thumbnail.get(signal) : Promise.resolve(undefined)
  }

  /**
   * Gives the right to fetch it for one use, without a header; begin to fetch within 60 s.
   *
   * @throws ChairsideError NOT_YET, CODE_NEEDED, DOCUMENT_EXPIRED, NOT_FOUND
   */
  ticket(use: TicketUse): Promise<Ticket> {
    return ask(this.#access.http, 'issueDocumentTicket', { params: { id: this.id }, body: { use } })
  }

  /**
   * Counts that the patient has it open, for its practitioner: call it when the person opened it and it is on the screen.
   *
   * @throws ChairsideError as `ticket`
   */
  async viewed(): Promise<void> {
    await askBytes(this.#access.http, 'countView', { params: { id: this.id } })
  }

  /**
   * Who has opened it as this patient, and when it was shared by a link; the newest first.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  readViews(): Promise<readonly OwnView[]> {
    return readOwnViews(this.#access, this.id)
  }

  /** A ticket to show it. For a while it is the same one, so that a page can ask whenever it draws. Throws as `ticket`. */
  view(): Promise<Ticket> {
    return this.#viewing.get()
  }

  /**
   * Opens it in this page for a time; a sensitive one with its access code. Call it when the person says so.
   *
   * @throws ChairsideError CODE_NEEDED, CODE_WRONG, CODE_WAIT, CODE_USED, CODE_USED_UP, CODE_EXPIRED, NOT_FOUND
   */
  open({ code }: { readonly code?: string } = {}): Promise<OpenDocument> {
    return openOwn(this.#access.http, this.id, code)
  }

  /** Tells the practitioner that the patient has no code for it. */
  askForCode(): Promise<void> {
    return askForOwnCode(this.#access.http, this.id)
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

  // Static, for the files: users of the SDK get only the type.
  static follow(document: PatientDocument, facts: Facts): void {
    document.#facts = facts
    if (!document.hasThumbnail) document.#thumbnail.drop()
  }
}
