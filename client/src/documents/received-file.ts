import {
  type ChairsideError,
  type DocumentKind,
  dateOf,
  type ReceivedFile as Facts,
  type FileFlag,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
import { fetched } from '../download/fetched.ts'
import { save } from '../download/save.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import { KeptTicket } from './kept-ticket.ts'
import { Thumbnail } from './thumbnail.ts'

/** A file of an appointment's live exchange that the patient received. The object stays the same while it is kept. */
export class ReceivedFile {
  readonly id: string
  readonly #access: DocumentAccess
  readonly #thumbnail: Thumbnail
  readonly #viewing = new KeptTicket(() => this.ticket('view'))
  #facts: Facts

  constructor(facts: Facts, access: DocumentAccess) {
    this.id = facts.id
    this.#facts = facts
    this.#access = access
    this.#thumbnail = new Thumbnail(facts.id, access, 'readFileThumbnail')
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

  get flags(): readonly FileFlag[] {
    return this.#facts.flags
  }

  get readyAt(): Date {
    return new Date(this.#facts.readyAt)
  }

  /** Until when it can be saved; known once the appointment has ended. */
  get until(): Date | undefined {
    return dateOf(this.#facts.until)
  }

  get hasThumbnail(): boolean {
    return this.#facts.thumbnail === true
  }

  /** Its thumbnail (WebP), undefined if it has none. It is fetched once. */
  thumbnail(signal?: AbortSignal): Promise<Blob | undefined> {
    return this.hasThumbnail ? this.#thumbnail.get(signal) : Promise.resolve(undefined)
  }

  /**
   * Gives the right to fetch it for one use, without a header; begin to fetch within 60 s.
   *
   * @throws ChairsideError EXPIRED, WITHDRAWN or NOT_FOUND
   */
  ticket(use: TicketUse): Promise<Ticket> {
    return ask(this.#access.http, 'issueTicket', { params: { id: this.id }, body: { use } })
  }

  /** A ticket to show it. For a while it is the same one, so that a page can ask whenever it draws. Throws as `ticket`. */
  view(): Promise<Ticket> {
    return this.#viewing.get()
  }

  /** Saves it, as `download` of a `PatientDocument` does. */
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
  static follow(file: ReceivedFile, facts: Facts): void {
    file.#facts = facts
  }
}
