import { type ChairsideError, type DocumentState, mayBecome } from '@chairside/protocol'
import { holdupIn } from '../upload/holdup.ts'
import { requireSame } from '../upload/same-file.ts'
import { type Sender, Sending, type Whereabouts } from '../upload/sending.ts'
import { contentOf, type FileSource } from '../upload/source.ts'
import type { LibraryDocument } from './document.ts'

/**
 * Where a file stands on its way into a library.
 *
 *     queued → sending ⇄ paused → checking → ready
 *     queued, sending or checking → refused          by this page, by the server, or by the check
 *     any → removed
 */
export type UploadState = 'queued' | 'sending' | 'paused' | 'checking' | 'ready' | 'refused' | 'removed'

/** What an upload needs of its list. */
export interface UploadSender extends Sender {
  begins(file: string, blob: Blob): Promise<boolean>
  /** Offers it again after a refusal. */
  offer(upload: DocumentUpload): void
  /** Deletes the document at the server. */
  discard(id: string): Promise<void>
  /** Takes an upload out of the list. */
  drop(upload: DocumentUpload): void
}

interface Wanted {
  readonly id: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The appointment to which it is attached; absent for the library alone. */
  readonly appointment?: string | undefined
}

/** A file on its way into a library. Its getters give the present state; the object stays the same. */
export class DocumentUpload {
  readonly id: string
  readonly size: number
  /** The appointment to which it is attached; absent for the library alone. */
  readonly appointment: string | undefined
  readonly #name: string
  readonly #sender: UploadSender
  readonly #sending: Sending
  #document: LibraryDocument | undefined
  #acknowledged = 0
  /** Whether the server was asked how many bytes it has: then its turn has come. */
  #begun = false
  #holdup: ChairsideError | undefined
  #refusal: { readonly error: ChairsideError; readonly again: boolean } | undefined
  #pausedEarly = false
  #removed = false

  constructor({ id, name, size, appointment }: Wanted, sender: UploadSender) {
    this.id = id
    this.size = size
    this.appointment = appointment
    this.#name = name
    this.#sender = sender
    this.#sending = new Sending(id, sender, {
      acknowledged: () => this.#acknowledged,
      learn: (bytes) => this.#learn(bytes),
      interrupted: (cause) => {
        this.#holdup = holdupIn(cause)
        sender.changed()
      },
    })
  }

  get name(): string {
    return this.#document?.name || this.#name
  }

  /** The document, once the server knows it. */
  get document(): LibraryDocument | undefined {
    return this.#document
  }

  get state(): UploadState {
    if (this.#removed) return 'removed'
    if (this.#refusal) return 'refused'
    return this.#document ? this.#stateIn(this.#document.state) : this.#pausedEarly ? 'paused' : 'queued'
  }

  /** Bytes that the server has acknowledged. The number never falls. */
  get bytes(): number {
    return this.#document && !this.#arriving ? this.size : this.#acknowledged
  }

  /**
   * Where its bytes come from: this page (`here`), or another tab or device of mine (`elsewhere`). `missing`: after a reload
   * no page has them; call `choose`. `closed`: the browser knows the file and asks the person before the page may read it;
   * call `reopen`.
   */
  get source(): Whereabouts {
    if (this.#document) return this.#sending.where
    return this.#sender.contents.has(this.id) ? 'here' : 'missing'
  }

  /** Why it was refused, or why this page stopped sending it; absent while nothing is wrong. */
  get problem(): ChairsideError | undefined {
    return this.#refusal?.error ?? this.#document?.problem ?? this.#sending.problem
  }

  /** Why the server cannot take it now; this page tries again by itself. */
  get holdup(): ChairsideError | undefined {
    return this.problem ? undefined : this.#holdup
  }

  /** Whether `retry` may help. */
  get canRetry(): boolean {
    if (this.#refusal) return this.#refusal.again
    return this.#arriving && this.#sending.problem !== undefined && this.source === 'here'
  }

  /** Pauses it; it stays where it is. */
  pause(): void {
    if (this.#arriving) this.#sending.pause()
    else if (!this.#document) this.#pausedEarly = true
    this.#sender.changed()
  }

  /** Goes on after a pause. */
  resume(): void {
    if (this.#arriving) this.#sending.resume()
    this.#pausedEarly = false
    this.#sender.offer(this)
    this.#sender.changed()
  }

  /** Goes on after a `problem`, if `canRetry`. */
  retry(): void {
    if (!this.canRetry) return
    if (this.#refusal) {
      this.#refusal = undefined
      this.#sender.offer(this)
    } else this.#sending.resume()
    this.#sender.changed()
  }

  /**
   * Gives it its bytes again after a reload, and goes on where it stopped.
   *
   * @throws ChairsideError SIZE_MISMATCH or CONFLICT when size or name is another
   */
  choose(source: FileSource): void {
    const content = requireSame(contentOf(source), this)
    if (this.#document) this.#sending.attach(content)
    else this.#sender.contents.set(this.id, content)
    this.#sender.changed()
  }

  /**
   * Whether `source` can be this file, by name, size and the beginning that the server has.
   *
   * @throws the device's error if it refuses the bytes, or the error that broke the request
   */
  async fits(source: FileSource): Promise<boolean> {
    const { name, blob } = contentOf(source)
    if (blob.size !== this.size || !mayBecome(name, this.name)) return false
    return this.#document === undefined || this.#sender.begins(this.id, blob)
  }

  /** Goes on with a `closed` file. Call it within a tap or click: the browser may ask. True if it goes on. */
  async reopen(): Promise<boolean> {
    return this.#document ? this.#sending.reopen() : false
  }

  /** Gives it up: its bytes stop, and the unfinished document is deleted. One without a document only leaves the list. */
  async remove(): Promise<void> {
    this.#sending.halt()
    try {
      if (this.#document && this.#document.state !== 'deleted') await this.#sender.discard(this.id)
    } catch (error) {
      if (this.#arriving) this.#sending.go()
      throw error
    }
    DocumentUpload.gone(this)
  }

  get #arriving(): boolean {
    return this.#document?.state === 'receiving'
  }

  #stateIn(state: DocumentState): UploadState {
    switch (state) {
      case 'receiving':
        if (this.#sending.isLost) return 'refused'
        if (this.#sending.paused) return 'paused'
        return this.source === 'here' && !this.#begun && !this.problem ? 'queued' : 'sending'
      case 'checking':
      case 'ready':
        return state
      case 'rejected':
        return 'refused'
      case 'deleted':
        // This page deletes a document whose bytes the device lost: it stays in the list, with its problem.
        return this.#sending.isLost ? 'refused' : 'removed'
    }
  }

  #learn(bytes: number): void {
    this.#begun = true
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(bytes, this.size))
    this.#holdup = undefined
    this.#sender.changed()
  }

  // Static: the list calls these. The SDK exports the type only, so no user can.
  static follow(upload: DocumentUpload, document: LibraryDocument): void {
    const isFirst = upload.#document === undefined
    upload.#document = document
    upload.#refusal = undefined
    upload.#holdup = isFirst ? undefined : upload.#holdup
    const { status } = document
    switch (status.state) {
      case 'receiving':
        upload.#acknowledged = Math.max(upload.#acknowledged, status.bytes)
        // The server knows no pause of a document: it is this page's.
        upload.#sending.receiving(upload.#sending.paused ? 'sender' : undefined)
        if (isFirst && upload.#pausedEarly) upload.#sending.pause()
        break
      case 'checking':
        upload.#sending.arrived()
        break
      case 'ready':
      case 'rejected':
      case 'deleted':
        upload.#sending.end()
        break
    }
    upload.#sender.changed()
  }

  static arriving(upload: DocumentUpload, bytes: number): void {
    if (!upload.#arriving) return
    upload.#learn(bytes)
    upload.#sending.receiving(upload.#sending.paused ? 'sender' : undefined)
  }

  static refuse(upload: DocumentUpload, error: ChairsideError, again: boolean): void {
    upload.#refusal = { error, again }
    upload.#holdup = undefined
    upload.#sender.changed()
  }

  /** The server cannot take the offer now; it is made again. */
  static hold(upload: DocumentUpload, error: ChairsideError | undefined): void {
    upload.#holdup = error
    upload.#sender.changed()
  }

  static gone(upload: DocumentUpload): void {
    upload.#removed = true
    upload.#sending.end()
    upload.#sender.contents.delete(upload.id)
    upload.#sender.drop(upload)
    upload.#sender.changed()
  }

  static wake(upload: DocumentUpload): void {
    if (upload.#arriving) upload.#sending.wake()
  }

  static close(upload: DocumentUpload): void {
    upload.#sending.close()
  }
}
