import {
  ChairsideError,
  type Document,
  type DocumentOffer,
  type DocumentPolicyName,
  documentPolicy,
  errorKinds,
  judgeIntent,
  materialPolicy,
  type Policy,
} from '@chairside/protocol'
import { backoff, rest } from '../async/pause.ts'
import { isTold } from '../connection/connection-state.ts'
import { failure } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'
import { Recall } from '../upload/after-reload/recall.ts'
import { TabMemory } from '../upload/after-reload/tab-memory.ts'
import { type Content, contentOf, type FileSource } from '../upload/source.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'
import type { LibraryDocument, Shelf } from './document.ts'
import { DocumentUpload, type UploadSender } from './upload.ts'

/** What is said of a new document beside its id, name and size. */
export type OfferTerms = Omit<DocumentOffer, 'id' | 'name' | 'size' | 'practitioner'>

/**
 * Offers beyond the first of a drop are this far apart, in ms: a person may ask the server 20 times a second, and acts, too,
 * while hundreds of files are offered.
 */
const offerMs = 65
const firstOffers = 10

/** The pauses before an offer that was lost is made again, in ms. */
const pauses = [500, 15_000] as const

/**
 * How long the server has to tell of an upload before it is asked, in ms: that a check is over, or without a connection how
 * many bytes came. And for how many it is asked at once.
 */
const lookMs = 2_000
const looksAtOnce = 5

/** The material policy's own size is a setting of the server: the server says it before the first byte goes. */
const policies: Readonly<Record<DocumentPolicyName, Policy>> = {
  document: documentPolicy,
  material: { ...materialPolicy, bytes: Number.MAX_SAFE_INTEGER },
}

/**
 * All files on their way into one library. They are offered one after the other, in the order in which they were added:
 * the server attaches them in the order in which they were offered. Their bytes go two files at a time.
 */
export class UploadList implements UploadSender {
  readonly contents = new Map<string, Content>()
  readonly recall: Recall
  readonly tab: TabMemory
  readonly uploads: UploadSender['uploads']
  readonly changed: () => void
  readonly failed: (error: ChairsideError) => void
  readonly #access: DocumentAccess
  readonly #shelf: Shelf
  readonly #all = new Map<string, DocumentUpload>()
  /** What is to be said of documents that are not offered yet. */
  readonly #terms = new Map<string, OfferTerms>()
  /** Those whose bytes do not go any more; how that ended may not be known here yet. */
  readonly #ended = new Set<string>()
  #offering = false
  #looking: ReturnType<typeof setTimeout> | undefined
  #waking = new AbortController()

  constructor(access: DocumentAccess, shelf: Shelf, failed: (error: ChairsideError) => void) {
    this.#access = access
    this.#shelf = shelf
    this.changed = () => shelf.changed()
    this.failed = failed
    this.recall = new Recall(access.base, 'documents', access.me)
    this.tab = new TabMemory(access.base, 'documents', access.me)
    this.uploads = {
      send: async (task, signal) => {
        this.look()
        const end = await access.uploads.send(task, signal)
        if (!signal.aborted) {
          this.#ended.add(task.file)
          this.look()
        }
        return end
      },
    }
    this.recall.tidy().catch(() => {})
  }

  /** All of them, in the order in which they were added. */
  get all(): readonly DocumentUpload[] {
    return [...this.#all.values()]
  }

  /** Adds files. One that the policy refuses is in the list with its problem, and stops no other. */
  add(files: Iterable<FileSource>, terms: OfferTerms): readonly DocumentUpload[] {
    const appointment = terms.attach && 'appointment' in terms.attach ? terms.attach.appointment : undefined
    const added = [...files].map(contentOf).map((content) => {
      const { name, blob } = content
      const upload = new DocumentUpload({ id: newId(), name, size: blob.size, appointment }, this)
      this.#all.set(upload.id, upload)
      const problem = judgeIntent(policies[terms.policy], { name, size: blob.size })
      if (problem) DocumentUpload.refuse(upload, failure(problem), false)
      else {
        this.contents.set(upload.id, content)
        this.#terms.set(upload.id, terms)
      }
      return upload
    })
    this.#remember(added.filter(({ state }) => state === 'queued'))
    void this.#offerAll()
    this.changed()
    return added
  }

  /** Adds again what this tab was about to offer to an appointment before its reload. Its bytes must be chosen again. */
  recover(appointment: string, terms: OfferTerms): void {
    const files = this.tab.unsent.filter(({ to }) => to === appointment).flatMap((offer) => offer.files)
    for (const file of files) {
      if (this.#all.has(file.id)) continue
      this.#all.set(file.id, new DocumentUpload({ ...file, appointment }, this))
      this.#terms.set(file.id, terms)
    }
    void this.#offerAll()
  }

  /** Adds a document that the server knows as unfinished or refused, as after a reload. */
  adopt(status: Document, appointment?: string): void {
    const document = this.#shelf.follow(status)
    const { id, name, size, state } = document
    if (this.#all.has(id) || state === 'ready' || state === 'deleted') return
    this.#all.set(id, new DocumentUpload({ id, name, size, appointment }, this))
    this.followed(document)
  }

  /** Takes over what the server says of a document. */
  followed(document: LibraryDocument): void {
    const upload = this.#all.get(document.id)
    if (upload) DocumentUpload.follow(upload, document)
  }

  /** Takes over how many bytes of a document the server has. */
  arriving(id: string, bytes: number): void {
    const upload = this.#all.get(id)
    if (upload) DocumentUpload.arriving(upload, bytes)
  }

  /** Asks soon for those of which the server does not tell how far they are. */
  look(): void {
    this.#looking ??= setTimeout(() => void this.#lookAround(), lookMs)
  }

  /** Goes on, because the network may be back. */
  wake(): void {
    this.#waking.abort()
    this.#waking = new AbortController()
    for (const upload of this.all) DocumentUpload.wake(upload)
  }

  close(): void {
    clearTimeout(this.#looking)
    this.tab.close()
    for (const upload of this.all) DocumentUpload.close(upload)
  }

  offer(upload: DocumentUpload): void {
    if (this.#all.has(upload.id)) void this.#offerAll()
  }

  drop(upload: DocumentUpload): void {
    this.#all.delete(upload.id)
    this.#answered(upload.id)
  }

  begins(file: string, blob: Blob): Promise<boolean> {
    return this.#access.uploads.begins(file, blob)
  }

  async discard(id: string): Promise<void> {
    this.#shelf.follow(await ask(this.#access.http, 'deleteDocument', { params: { id } }))
    this.#shelf.acted()
  }

  // A document's pause is its page's own; only bytes that this device lost are told to the server.
  async command(name: Parameters<UploadSender['command']>[0], { id }: { id: string }): Promise<void> {
    if (name === 'file:withdraw') await this.discard(id)
  }

  /** Has the tab remember files for a session that the server does not know yet. */
  #remember(uploads: readonly DocumentUpload[]): void {
    const to = uploads[0]?.appointment
    if (to === undefined) return
    const files = uploads.map(({ id, name, size }) => ({ id, name, size }))
    this.tab.offers({ transfer: '', adds: false, to, location: 'keep', files })
  }

  #answered(id: string): void {
    this.#terms.delete(id)
    this.tab.answered([{ id }])
  }

  async #offerAll(): Promise<void> {
    if (this.#offering) return
    this.#offering = true
    const { signal } = this.#access.closing
    try {
      for (let offers = 0; ; offers += 1) {
        const next = this.all.find(({ id, state }) => state === 'queued' && this.#terms.has(id))
        if (!next || signal.aborted) break
        if (offers >= firstOffers) await rest(offerMs, signal)
        await this.#offerOne(next)
      }
    } catch {
      // The page has closed its documents.
    } finally {
      this.#offering = false
    }
  }

  // An offer that was lost is made again before the next one, because the order counts.
  async #offerOne(upload: DocumentUpload): Promise<void> {
    const { id, size } = upload
    const terms = this.#terms.get(id)
    if (!terms) return
    const body: DocumentOffer = { id, name: upload.name, size, ...terms }
    const stop = this.#access.closing.signal
    for (let tries = 0; ; tries += 1) {
      try {
        const status = await ask(this.#access.http, 'createDocument', { params: {}, body, signal: stop })
        this.#answered(id)
        this.#shelf.follow(status)
        // It was removed while the server took the offer.
        if (!this.#all.has(id)) await this.discard(id)
        return
      } catch (cause) {
        stop.throwIfAborted()
        const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
        if (!this.#all.has(id)) return
        if (!errorKinds[error.code].retry) return this.#refused(upload, error)
        DocumentUpload.hold(upload, error)
        await rest(backoff(tries, pauses), stop, this.#waking.signal)
        stop.throwIfAborted()
      }
    }
  }

  #refused(upload: DocumentUpload, error: ChairsideError): void {
    this.tab.answered([upload])
    const again = mayPass(error)
    if (!again) this.#terms.delete(upload.id)
    DocumentUpload.refuse(upload, error, again)
  }

  async #lookAround(): Promise<void> {
    const told = isTold(this.#access.connection.state)
    const goes = ({ state, source, problem }: DocumentUpload) =>
      state === 'sending' && source === 'here' && !problem
    const isUnheard = (upload: DocumentUpload) =>
      upload.state === 'checking' ||
      (upload.state === 'sending' && this.#ended.has(upload.id)) ||
      (!told && goes(upload))
    const waiting = this.all.filter(isUnheard)
    for (const { id } of waiting.slice(0, looksAtOnce)) {
      this.#ended.delete(id)
      await this.#look(id)
    }
    this.#looking = undefined
    // A check goes on, or ended while others were looked at. A person's decision may take for ever.
    const isChecked = ({ state, document }: DocumentUpload) => state === 'checking' && !document?.undecided
    const isLeft = (upload: DocumentUpload) =>
      goes(upload) || this.#ended.has(upload.id) || (!told && isChecked(upload))
    const again = waiting.length > looksAtOnce || this.all.some(isLeft)
    if (again && !this.#access.closing.signal.aborted) this.look()
  }

  async #look(id: string): Promise<void> {
    try {
      const { signal } = this.#access.closing
      const status = await ask(this.#access.http, 'readDocument', { params: { id }, signal })
      this.#shelf.follow(status)
      // The lists may have been asked for before it was offered.
      if (status.state === 'ready') this.#shelf.acted()
    } catch (error) {
      const upload = this.#all.get(id)
      if (upload && error instanceof ChairsideError && error.code === 'NOT_FOUND') DocumentUpload.gone(upload)
    }
  }
}

/** Whether the same offer may be taken later, once the person did something about it. */
function mayPass({ code }: ChairsideError): boolean {
  switch (code) {
    case 'LIBRARY_FULL':
    case 'UNAUTHENTICATED':
    case 'NO_TOKEN':
    case 'TOKEN_EXPIRED':
    case 'TOKEN_INVALID':
    case 'TOKEN_NOT_YET_VALID':
      return true
    default:
      return false
  }
}
