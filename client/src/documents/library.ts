import type {
  AttachedVisibility,
  Availability,
  DocumentKind,
  DocumentPolicyName,
  DocumentsChanged,
  LibraryOrder,
  LibraryPage,
  LibraryPlace,
  Sensitivity,
  Visibility,
} from '@chairside/protocol'
import type { FileSource } from '../upload/source.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { LibraryDocument, Shelf } from './document.ts'
import { instantOf } from './instant.ts'
import type { DocumentUpload } from './upload.ts'
import type { UploadList } from './upload-list.ts'
import { View } from './view.ts'

/** Which documents of a library are shown, and in which order. */
export interface LibraryView {
  /** A part of the name; case and accents do not matter. */
  readonly search?: string | undefined
  readonly kind?: DocumentKind | undefined
  /** Without it all but the deleted ones. */
  readonly place?: LibraryPlace | undefined
  /** `newest` if left out. */
  readonly order?: LibraryOrder | undefined
}

/** How files are uploaded into a library. */
export interface UploadOptions {
  /** `document`: a PDF of at most 10 MB; `material` (if left out): nearly everything. */
  readonly policy?: DocumentPolicyName | undefined
  readonly sensitivity?: Sensitivity | undefined
  readonly visibility?: Visibility | undefined
  readonly expiresAt?: Date | null | undefined
  /** The appointment to which they are attached at once, in their order. */
  readonly attach?:
    | {
        readonly appointment: string
        readonly availability?: Availability | undefined
        readonly visibility?: Exclude<AttachedVisibility, 'inherited'> | undefined
      }
    | undefined
}

/** How often, in ms, pages behind the first one are asked for again because something changed. */
const deepMs = 30_000

interface Page {
  readonly ids: readonly string[]
  readonly next: string | undefined
}

/** A practitioner's library: the pages of it that were loaded, in the order that is shown. */
export class Library extends View {
  readonly #shelf: Shelf
  readonly #uploads: UploadList
  #view: LibraryView
  #pages: readonly Page[] = []
  #documents: readonly LibraryDocument[] = []
  #total = 0
  #used = 0
  #limit: number | undefined
  #more: Promise<void> | undefined
  #deepAt = 0

  constructor(access: DocumentAccess, shelf: Shelf, uploads: UploadList, view: LibraryView) {
    super(access)
    this.#shelf = shelf
    this.#uploads = uploads
    this.#view = view
  }

  /** The documents of the loaded pages. Deleted ones are there only where `view.place` is `deleted`. */
  get documents(): readonly LibraryDocument[] {
    const deleted = this.#view.place === 'deleted'
    return this.#documents.filter(({ state }) => deleted || state !== 'deleted')
  }

  /** Whether `more` would add documents. */
  get hasMore(): boolean {
    return this.#pages.at(-1)?.next !== undefined
  }

  get view(): LibraryView {
    return this.#view
  }

  /** How many documents the library has, whichever are shown. */
  get total(): number {
    return this.#total
  }

  /** Bytes of all documents. */
  get used(): number {
    return this.#used
  }

  /** The most bytes that the library may have; absent for no limit. */
  get limit(): number | undefined {
    return this.#limit
  }

  /** Files on their way from this page, and unfinished ones of the loaded pages. Ready ones leave it. */
  get uploads(): readonly DocumentUpload[] {
    return this.#uploads.all.filter(({ state }) => state !== 'ready' && state !== 'removed')
  }

  /** One of the loaded documents. */
  find(id: string): LibraryDocument | undefined {
    return this.documents.find((document) => document.id === id)
  }

  /**
   * Shows other documents, or another order. Resolves once they are here; the newest call counts.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  async show(view: LibraryView): Promise<void> {
    this.#view = view
    this.#pages = []
    this.#deepAt = 0
    await this.refresher.now()
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

  /**
   * Uploads files. A file that is refused is among the uploads with its `problem`, and stops no other.
   */
  upload(files: Iterable<FileSource>, options: UploadOptions = {}): readonly DocumentUpload[] {
    const { policy = 'material', sensitivity, visibility, expiresAt, attach } = options
    return this.#uploads.add(files, {
      policy,
      ...(sensitivity && { sensitivity }),
      ...(visibility && { visibility }),
      ...(expiresAt !== undefined && { expiresAt: instantOf(expiresAt) }),
      ...(attach && {
        attach: {
          appointment: attach.appointment,
          ...(attach.availability && { availability: attach.availability }),
          ...(attach.visibility && { visibility: attach.visibility }),
        },
      }),
    })
  }

  // Documents also tell in which appointments they are, and who opened them.
  protected concerns({ together }: DocumentsChanged): boolean {
    return !together
  }

  // The first page shows most changes at once. Pages behind it are asked for again now and then.
  protected async ask(): Promise<() => void> {
    const view = this.#view
    const loaded = this.#pages.length
    const isDeep = loaded <= 1 || Date.now() - this.#deepAt > deepMs
    if (isDeep) this.#deepAt = Date.now()
    const answers = [await this.#page(undefined)]
    while (isDeep && answers.length < loaded) {
      const next = answers.at(-1)?.next
      if (next === undefined) break
      answers.push(await this.#page(next))
    }
    return () => {
      if (view !== this.#view) return
      const pages = answers.map((answer) => this.#take(answer))
      this.#pages = isDeep ? pages : [...merged(this.#pages, pages[0])]
      this.#list()
    }
  }

  async #loadMore(): Promise<void> {
    const view = this.#view
    const before = this.#pages.at(-1)
    if (before?.next === undefined) return
    const answer = await this.#page(before.next)
    this.closing.signal.throwIfAborted()
    // Meanwhile other documents are shown, or the last page was asked for again.
    if (view !== this.#view || this.#pages.at(-1)?.next !== before.next) return
    this.#pages = [...this.#pages, this.#take(answer)]
    this.#list()
  }

  async #page(after: string | undefined): Promise<LibraryPage> {
    const { search = '', kind, place, order } = this.#view
    const { signal } = this.closing
    const wish = {
      ...(kind && { kind }),
      ...(place && { place }),
      ...(order && { order }),
      ...(after !== undefined && { after }),
    }
    const params = { id: this.access.me }
    const { http } = this.access
    return search.trim() === ''
      ? ask(http, 'readLibrary', { params, query: wish, signal })
      : ask(http, 'searchLibrary', { params, body: { ...wish, search }, signal })
  }

  #take({ documents, next, total, used, limit }: LibraryPage): Page {
    for (const status of documents) {
      this.#shelf.follow(status)
      if (status.state === 'receiving') this.#uploads.adopt(status)
    }
    this.#total = total
    this.#used = used
    this.#limit = limit
    return { ids: documents.map(({ id }) => id), next }
  }

  #list(): void {
    const ids = new Set(this.#pages.flatMap((page) => page.ids))
    this.#documents = [...ids].flatMap((id) => this.#shelf.document(id) ?? [])
    this.changed()
  }
}

/**
 * The pages with a newer first one. Documents that newer ones pushed out of the first page stay before the second; others
 * that are no longer in it are gone.
 */
function merged(pages: readonly Page[], newer: Page | undefined): readonly Page[] {
  const [first, ...rest] = pages
  if (!first || !newer || rest.length === 0) return newer ? [newer] : pages
  const before = new Set(first.ids)
  const now = new Set(newer.ids)
  const came = newer.ids.filter((id) => !before.has(id)).length
  const missing = first.ids.filter((id) => !now.has(id))
  const pushed = came === 0 ? [] : missing.slice(-came)
  return [{ ids: [...newer.ids, ...pushed], next: first.next }, ...rest]
}
