import {
  type DocumentsChanged,
  dateOf,
  type SeenAs,
  type SessionChange,
  type SessionDocuments,
} from '@chairside/protocol'
import type { FileSource } from '../upload/source.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { Shelf } from './document.ts'
import { type AttachmentFields, SessionDocument } from './session-document.ts'
import type { DocumentUpload } from './upload.ts'
import type { UploadList } from './upload-list.ts'
import { View } from './view.ts'

/** A registered patient of an appointment, as those who may edit it see them. */
export interface SessionPatient {
  readonly id: string
  readonly name: string
  readonly paid: boolean
}

/** What is attached to an appointment, for those who may edit it: its practitioner and registered staff. */
export class SessionMaterial extends View {
  /** `editor`: the one who has this may edit the appointment. */
  readonly as = 'editor'
  /** The appointment's id. */
  readonly appointment: string
  readonly #shelf: Shelf
  readonly #uploads: UploadList
  readonly #attached = new Map<string, SessionDocument>()
  #facts: SessionDocuments | undefined

  constructor(access: DocumentAccess, shelf: Shelf, uploads: UploadList, appointment: string) {
    super(access)
    this.appointment = appointment
    this.#shelf = shelf
    this.#uploads = uploads
  }

  get title(): string | undefined {
    return this.#facts?.title
  }

  /** The practitioner's id. */
  get practitioner(): string {
    return this.#facts?.practitioner ?? ''
  }

  get startsAt(): Date {
    return new Date(this.#facts?.startsAt ?? 0)
  }

  /** The planned end. */
  get endsAt(): Date {
    return new Date(this.#facts?.endsAt ?? 0)
  }

  /** When it ended; absent before. */
  get endedAt(): Date | undefined {
    return dateOf(this.#facts?.endedAt)
  }

  get patients(): readonly SessionPatient[] {
    return this.#facts?.patients ?? []
  }

  /** The attached documents that are ready, in their order. */
  get documents(): readonly SessionDocument[] {
    return this.#inOrder.filter(({ document }) => document.state === 'ready')
  }

  /** Files that are on their way here or were refused, in the order in which they were added. Ready ones leave it. */
  get uploads(): readonly DocumentUpload[] {
    return this.#uploads.all.filter(
      ({ id, appointment, state }) =>
        (appointment === this.appointment || this.#attached.has(id)) &&
        state !== 'ready' &&
        state !== 'removed',
    )
  }

  /**
   * Uploads files as material, and attaches them in their order, each once the server knows it. Patients see a file when it
   * is ready. A file that is refused is among the uploads with its `problem`, and stops no other.
   */
  upload(files: Iterable<FileSource>): readonly DocumentUpload[] {
    return this.#uploads.add(files, this.#terms)
  }

  /**
   * Attaches documents of the library, one after the other. One that is attached already stays as it is, unless `fields`
   * say otherwise.
   *
   * @throws ChairsideError the server's refusal; documents before it are attached
   */
  async attach(
    documents: Iterable<string>,
    { availability, visibility }: AttachmentFields = {},
  ): Promise<void> {
    const body = { ...(availability && { availability }), ...(visibility && { visibility }) }
    for (const id of documents) {
      const params = { id, appointment: this.appointment }
      await this.acts(ask(this.access.http, 'attachDocument', { params, body }))
    }
    await this.refresh()
  }

  /**
   * Changes how documents are attached, in one act. It shows at once, and goes back if the server refuses it.
   *
   * @throws ChairsideError the server's refusal
   */
  async change(documents: Iterable<string>, { availability, visibility }: AttachmentFields): Promise<void> {
    const ids = [...documents]
    const fields = { ...(availability && { availability }), ...(visibility && { visibility }) }
    const changed = ids.flatMap((id) => this.#attached.get(id) ?? [])
    for (const one of changed) SessionDocument.mean(one, fields)
    this.changed()
    try {
      await this.#change({ documents: ids, ...fields })
    } finally {
      for (const one of changed) SessionDocument.mean(one, {})
      this.changed()
    }
  }

  /**
   * Takes a document from the appointment; it stays in the library. Gives the function that undoes this: it stands in the
   * same place again, with the same availability and visibility.
   *
   * @throws ChairsideError the server's refusal
   */
  async remove(document: string): Promise<() => Promise<void>> {
    const attached = this.#attached.get(document)
    const position = this.#inOrder.findIndex(({ id }) => id === document)
    const params = { id: document, appointment: this.appointment }
    this.#take(await this.acts(ask(this.access.http, 'detachDocument', { params })))
    return async () => {
      if (!attached || this.#attached.has(document)) return
      const body = {
        availability: attached.availability,
        visibility: attached.inherited ? ('inherited' as const) : attached.visibility,
        position,
      }
      await this.acts(ask(this.access.http, 'attachDocument', { params, body }))
      await this.refresh()
    }
  }

  /**
   * Puts the documents in another order. Those that are not named follow, in the order that they had.
   *
   * @throws ChairsideError the server's refusal
   */
  async reorder(documents: Iterable<string>): Promise<void> {
    const before = [...this.#attached]
    const named = [...documents]
    const first = named.flatMap((id) => this.#attached.get(id) ?? [])
    const put = (order: Iterable<readonly [string, SessionDocument]>) => {
      this.#attached.clear()
      for (const [id, one] of order) this.#attached.set(id, one)
      this.changed()
    }
    const moved = new Set(first)
    put(
      [...first, ...before.map(([, one]) => one).filter((one) => !moved.has(one))].map((one) => [
        one.id,
        one,
      ]),
    )
    try {
      await this.#change({ order: named })
    } catch (error) {
      put(before)
      throw error
    }
  }

  /** What a patient sees here now, and why not the rest. Throws as `refresh`. */
  seenAs(patient: string): Promise<SeenAs> {
    const { signal } = this.closing
    return ask(this.access.http, 'seeAs', { params: { id: this.appointment, patient }, signal })
  }

  protected concerns({ appointment, together, library }: DocumentsChanged): boolean {
    return !together && !library && (appointment === undefined || appointment === this.appointment)
  }

  protected async ask(): Promise<() => void> {
    const isFirst = this.#facts === undefined
    const { signal } = this.closing
    const facts = await ask(this.access.http, 'readSession', { params: { id: this.appointment }, signal })
    return () => {
      this.#take(facts)
      if (isFirst) this.#uploads.recover(this.appointment, this.#terms)
    }
  }

  /** What the server does not give any more is not shown any more. */
  protected override refused(): void {
    this.#attached.clear()
  }

  get #terms() {
    return { policy: 'material', attach: { appointment: this.appointment } } as const
  }

  get #inOrder(): readonly SessionDocument[] {
    return [...this.#attached.values()]
  }

  async #change(body: SessionChange): Promise<void> {
    this.#take(
      await this.acts(ask(this.access.http, 'changeSession', { params: { id: this.appointment }, body })),
    )
  }

  #take(facts: SessionDocuments): void {
    const before = new Map(this.#attached)
    this.#facts = facts
    this.#attached.clear()
    for (const one of facts.documents) {
      const document = this.#shelf.follow(one.document)
      const known = before.get(document.id)
      if (known) SessionDocument.follow(known, one)
      this.#attached.set(document.id, known ?? new SessionDocument(one, document))
      this.#uploads.adopt(one.document, this.appointment)
    }
    this.changed()
  }
}
