import type { DocumentsChanged, Profile, Sensitivity } from '@chairside/protocol'
import type { FileSource } from '../upload/source.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { Shelf } from './document.ts'
import { instantOf } from './instant.ts'
import { ProfileDocument, type ProfileHost } from './profile-document.ts'
import type { DocumentUpload } from './upload.ts'
import type { UploadList } from './upload-list.ts'
import { View } from './view.ts'

/** An appointment of a patient to which a document can be attached. */
export interface ProfileAppointment {
  readonly id: string
  readonly title?: string | undefined
  readonly startsAt: Date
}

/** How a document of a patient is uploaded. */
export interface PatientUploadOptions {
  /** `sensitive`: the patient needs a code beside the link. `normal` if left out. */
  readonly sensitivity?: Sensitivity | undefined
  readonly expiresAt?: Date | null | undefined
  /** The appointment to which it belongs; without one it is put on the profile. */
  readonly appointment?: string | undefined
}

/** Which patient's documents are shown: all, or those of one appointment. */
export interface ProfilePlace {
  /** The patient's id. */
  readonly patient: string
  readonly appointment?: string | undefined
}

/**
 * The documents of a practitioner's patient, the newest first: what is on the patient's profile, or attached where the
 * patient is the only one.
 */
export class PatientDocuments extends View {
  /** The patient's id. */
  readonly patient: string
  /** The appointment whose documents these are; absent for all. */
  readonly appointment: string | undefined
  readonly #shelf: Shelf
  readonly #uploads: UploadList
  readonly #host: ProfileHost
  readonly #known = new Map<string, ProfileDocument>()
  /** What was chosen here. */
  readonly #mine = new Set<string>()
  #facts: Profile | undefined
  #pages = 1
  #next: string | undefined
  #more: Promise<void> | undefined

  constructor(
    access: DocumentAccess,
    shelf: Shelf,
    uploads: UploadList,
    { patient, appointment }: ProfilePlace,
  ) {
    super(access)
    this.patient = patient
    this.appointment = appointment
    this.#shelf = shelf
    this.#uploads = uploads
    this.#host = {
      access,
      patient,
      act: async (act) => {
        const answer = await this.acts(act)
        // What was done is done, even if the list cannot be asked for now.
        await this.refresh().catch(() => {})
        return answer
      },
    }
  }

  /** The patient's newest name; empty if none is known. */
  get name(): string {
    return this.#facts?.patient.name ?? ''
  }

  /** Those of the loaded pages that are ready, the newest first. */
  get documents(): readonly ProfileDocument[] {
    return [...this.#known.values()].filter(({ document }) => document.state === 'ready')
  }

  /** How many there are, loaded or not. */
  get total(): number {
    return this.#facts?.total ?? 0
  }

  /** Whether `more` would add documents. */
  get hasMore(): boolean {
    return this.#next !== undefined
  }

  /**
   * Loads the next page, if there is one. A call while a page is loaded waits for that page.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  more(): Promise<void> {
    this.#more ??= this.#loadMore().finally(() => {
      this.#more = undefined
    })
    return this.#more
  }

  /** One of `documents`. */
  find(id: string): ProfileDocument | undefined {
    return this.documents.find((one) => one.id === id)
  }

  /** Files that are on their way here or were refused. Ready ones leave it. */
  get uploads(): readonly DocumentUpload[] {
    return this.#uploads.all.filter(
      ({ id, state }) =>
        (this.#mine.has(id) || this.#known.has(id)) && state !== 'ready' && state !== 'removed',
    )
  }

  /** The appointments of this patient alone, the newest first. */
  get appointments(): readonly ProfileAppointment[] {
    return (this.#facts?.appointments ?? []).map(({ startsAt, ...one }) => ({
      ...one,
      startsAt: new Date(startsAt),
    }))
  }

  /** Whether both are in the same appointment now, so that a document can be unlocked. */
  get together(): boolean {
    return this.#facts?.together ?? false
  }

  /**
   * Uploads PDFs of at most 10 MB each. The patient sees one when it is ready. A file that is refused is among the uploads
   * with its `problem`, and stops no other.
   */
  upload(
    files: Iterable<FileSource>,
    { sensitivity, expiresAt, appointment = this.appointment }: PatientUploadOptions = {},
  ): readonly DocumentUpload[] {
    const added = this.#uploads.add(files, {
      policy: 'document',
      attach: appointment === undefined ? { patient: this.patient } : { appointment },
      ...(sensitivity && { sensitivity }),
      ...(expiresAt && { expiresAt: instantOf(expiresAt) }),
    })
    for (const { id } of added) this.#mine.add(id)
    return added
  }

  // A hint about any appointment may be about one of theirs.
  protected concerns({ patient }: DocumentsChanged): boolean {
    return patient === undefined || patient === this.patient
  }

  protected async ask(): Promise<() => void> {
    const pages: Profile[] = []
    for (let next: string | undefined; pages.length < this.#pages; ) {
      const page = await this.#page(next)
      pages.push(page)
      next = page.next
      if (next === undefined) break
    }
    return () => this.#take(pages)
  }

  /** What the server does not give any more is not shown any more. */
  protected override refused(): void {
    this.#known.clear()
    this.#facts = undefined
    this.#next = undefined
  }

  async #loadMore(): Promise<void> {
    if (!this.hasMore) return
    this.#pages += 1
    try {
      await this.refresher.now()
    } catch (error) {
      this.#pages -= 1
      throw error
    }
  }

  #page(after: string | undefined): Promise<Profile> {
    return ask(this.access.http, 'readProfile', {
      params: { id: this.access.me, patient: this.patient },
      query: {
        ...(this.appointment !== undefined && { appointment: this.appointment }),
        ...(after !== undefined && { after }),
      },
      signal: this.closing.signal,
    })
  }

  #take(pages: readonly Profile[]): void {
    const before = new Map(this.#known)
    this.#facts = pages[0]
    this.#next = pages.at(-1)?.next
    this.#known.clear()
    for (const one of pages.flatMap(({ documents }) => documents)) {
      const document = this.#shelf.follow(one.document)
      const known = before.get(document.id)
      if (known) ProfileDocument.follow(known, one)
      this.#known.set(document.id, known ?? new ProfileDocument(one, document, this.#host))
      this.#uploads.adopt(one.document)
    }
    this.changed()
  }
}
