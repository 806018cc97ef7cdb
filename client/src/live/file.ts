import {
  type ChairsideError,
  type Decision,
  type Doubt,
  type FileState,
  isArriving,
  isWithdrawable,
  mayBecome,
  type Progress,
  type TransferFile as Status,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
import { failure } from '../connection/failure.ts'
import { Sending, type Whereabouts } from '../upload/sending.ts'
import { contentOf, type FileSource } from '../upload/source.ts'
import type { Batch, Exchange } from './exchange.ts'
import { holdupIn } from './holdup.ts'
import { requireSame } from './same-file.ts'
import { save } from './save.ts'
import { sayShown } from './shown.ts'

type Paused = 'sender' | 'line' | undefined

/**
 * One file of a transfer. Its getters answer the present state; `change` of the appointment says when to look again.
 * One object is one file, for as long as the appointment is open here.
 */
export class TransferFile {
  readonly id: string
  readonly transfer: Batch
  readonly #exchange: Exchange
  readonly #sending: Sending | undefined
  #status: Status
  #bytes = 0
  #waitsForLine = false
  #resumedAt: Date | undefined
  #resumedFrom = 0
  #holdup: ChairsideError | undefined
  #dismissed = false

  constructor(status: Status, transfer: Batch, exchange: Exchange) {
    this.id = status.id
    this.transfer = transfer
    this.#exchange = exchange
    this.#status = status
    if (transfer.mine) {
      this.#sending = new Sending(status.id, exchange, {
        acknowledged: () => this.#bytes,
        learn: (bytes) => this.#learn(bytes),
        interrupted: (cause) => {
          this.#waitsForLine = this.#bytes > 0
          this.#holdup = holdupIn(cause)
          exchange.changed()
        },
      })
    }
    this.#follow(status)
  }

  /** Cleaned and unique within its transfer; safe to show and to save under. Empty once it was erased. */
  get name(): string {
    return this.#status.name
  }

  /** Bytes. */
  get size(): number {
    return this.#status.size
  }

  /** Whether I am its sender. */
  get mine(): boolean {
    return this.transfer.mine
  }

  /** The state with the fields that it alone has. */
  get status(): Status {
    return this.#status
  }

  get state(): FileState {
    return this.#status.state
  }

  /** Bytes that the server has acknowledged; they never run backwards. */
  get bytes(): number {
    return this.#bytes
  }

  /** Why no bytes come: the sender's pause or the connection; else absent. A pause made here shows at once. */
  get paused(): Paused {
    if (this.#sending?.paused && this.#arriving) return 'sender'
    return 'paused' in this.#status ? this.#status.paused : undefined
  }

  /**
   * Where the bytes of my own file come from: this page (`here`), another tab or device of mine (`elsewhere`), or from
   * nowhere (`missing`, after a reload): `attach` goes on from where it stopped. `closed`: the browser knows the file
   * and asks the person before the page may read it again; call `reopen`.
   */
  get source(): Whereabouts {
    return this.#sending?.where ?? 'elsewhere'
  }

  /** Whether this tab sent it before it was loaded anew. */
  get sentHere(): boolean {
    return this.#exchange.tab.sent(this.id)
  }

  /** When bytes came again after the connection had been lost; absent before the first time. */
  get resumedAt(): Date | undefined {
    return this.#resumedAt
  }

  /** The bytes that the server had acknowledged when the connection was lost, before `resumedAt`. */
  get resumedFrom(): number {
    return this.#resumedFrom
  }

  /**
   * Why the server cannot take the file right now, such as no room; this page tries again by itself. Absent once bytes
   * go again.
   */
  get holdup(): ChairsideError | undefined {
    return this.#arriving && !this.problem ? this.#holdup : undefined
  }

  /**
   * Why this page stopped sending the file; `retry` or `attach` go on. Absent while nothing is wrong. After
   * FILE_CHANGED the file is withdrawn for good: send another one in its place.
   */
  get problem(): ChairsideError | undefined {
    const problem = this.#sending?.problem
    const lost = this.state === 'withdrawn' && problem?.code === 'FILE_CHANGED'
    return this.#arriving || lost ? problem : undefined
  }

  /** Whether the file is here for me, and I have neither downloaded nor dismissed it. */
  get prompting(): boolean {
    return !this.mine && this.#status.state === 'ready' && !this.#status.dismissed && !this.#dismissed
  }

  /** Why the check could not decide about the file: the practitioner does, by `decide`. Absent when nothing is to decide. */
  get undecided(): Doubt | undefined {
    return this.#status.state === 'checking' ? this.#status.undecided : undefined
  }

  /** Pauses the file; both sides are told. Only its sender can. */
  pause(): void {
    if (this.#arriving) this.#sending?.pause()
  }

  /** Resumes a paused file from where it stopped. */
  resume(): void {
    if (this.#arriving) this.#sending?.resume()
  }

  /** Goes on after a `problem`, with the bytes that this page still has. */
  retry(): void {
    if (this.#arriving) this.#sending?.resume()
  }

  /**
   * Gives a file of mine its bytes again, and goes on from where it stopped. Another tab that sends the file stops. A
   * photo that was offered without its location needs `withoutLocation` here too; its size is the same. If you do not
   * know which of the two was offered, give both: the bytes that the server has decide. If they begin neither,
   * `problem` is FILE_DIFFERS and nothing is sent.
   *
   * @throws ChairsideError SIZE_MISMATCH or CONFLICT when this is not the file that was offered; CONFLICT when it is
   *   not on its way any more
   */
  attach(source: FileSource, otherwise?: FileSource): void {
    if (!this.#sending || !this.#arriving || this.#sending.isLost)
      throw failure({ code: 'CONFLICT', state: this.state })
    const content = requireSame(contentOf(source), this)
    this.#sending.attach(content, otherwise && contentOf(otherwise))
  }

  /**
   * Whether these can be the bytes of a file of mine, by name, size, and the beginning that the server has: for where
   * two of them have one name and one size.
   *
   * @throws what the device refuses with, or that the server cannot be reached
   */
  async fits(source: FileSource): Promise<boolean> {
    const { name, blob } = contentOf(source)
    if (blob.size !== this.size || !mayBecome(name, this.name)) return false
    return this.#exchange.uploads.begins(this.id, blob)
  }

  /**
   * Goes on with a file that is `closed`. Call it in a tap or click: the browser may ask the person. Gives whether the
   * file goes on; if not, it is `missing`.
   */
  async reopen(): Promise<boolean> {
    return (await this.#sending?.reopen()) ?? false
  }

  /** Withdraws the file: its bytes stop at once, and the other party can no longer open it. */
  async withdraw(): Promise<void> {
    this.#sending?.halt()
    try {
      await this.#exchange.command('file:withdraw', { id: this.id })
    } catch (error) {
      if (this.#arriving) this.#sending?.go()
      throw error
    }
    await this.#exchange.shows(() => !isWithdrawable(this))
  }

  /**
   * Decides about a file that is `undecided`: it is ready, or refused and removed. Only the practitioner can.
   *
   * @throws ChairsideError CONFLICT when nothing is to be decided any more
   */
  async decide(decision: Decision): Promise<void> {
    await this.#exchange.command('file:decide', { id: this.id, decision })
    await this.#exchange.shows(() => this.undecided === undefined)
  }

  /** Says that I was shown the file. Call it once the file is in view: then its sender reads that it was delivered. */
  shown(): void {
    if (!this.mine) sayShown(this.#status, this.#exchange)
  }

  /** Answers its prompt with "not now", on all of my connections. The file stays in the list. */
  async dismiss(): Promise<void> {
    this.#dismissed = true
    this.#exchange.changed()
    try {
      await this.#exchange.command('file:dismiss', { id: this.id })
    } catch (error) {
      this.#dismissed = false
      this.#exchange.changed()
      throw error
    }
  }

  /**
   * The right to fetch the file for one use, without a header; begin within 60 s.
   *
   * @throws ChairsideError NOT_READY, WITHDRAWN, EXPIRED or NOT_FOUND
   */
  ticket(use: TicketUse): Promise<Ticket> {
    return this.#exchange.ticket(this.id, use)
  }

  /**
   * Saves the file. In a browser, starts the browser's own download and gives null; in Node, gives the bytes. `failed`
   * is called if the browser then could not fetch it after all; without it, `error` of the appointment is.
   *
   * @throws ChairsideError as `ticket`
   */
  async download({
    failed = this.#exchange.failed,
  }: {
    failed?: (error: ChairsideError) => void
  } = {}): Promise<ReadableStream<Uint8Array> | null> {
    const { url } = await this.ticket('download')
    return save(url, failed)
  }

  get #arriving(): boolean {
    return isArriving(this)
  }

  #learn(bytes: number): void {
    if (bytes <= this.#bytes) return
    const from = this.#bytes
    this.#bytes = Math.min(bytes, this.size)
    this.#holdup = undefined
    if (this.#waitsForLine) {
      this.#waitsForLine = false
      this.#resumedAt = new Date()
      this.#resumedFrom = from
    }
    this.#exchange.changed()
  }

  #follow(status: Status): void {
    this.#status = status
    switch (status.state) {
      case 'offered':
        this.#sending?.offered(status.paused)
        break
      case 'receiving':
        this.#learn(status.bytes)
        if (status.paused === 'line' && this.#bytes > 0) this.#waitsForLine = true
        this.#sending?.receiving(status.paused)
        break
      case 'checking':
        this.#learn(status.size)
        this.#sending?.arrived()
        break
      case 'ready':
      case 'downloaded':
        this.#learn(status.size)
        this.#sending?.end()
        break
      case 'rejected':
      case 'withdrawn':
      case 'expired':
        this.#sending?.end()
        break
    }
    this.#exchange.changed()
  }

  // For the transfer that owns the file: users get only the type.
  static follow(file: TransferFile, status: Status): void {
    file.#follow(status)
  }

  static progress(file: TransferFile, { bytes, paused, missing }: Progress): void {
    const status = file.#status
    const { id, name, size, state } = status
    if (state !== 'offered' && state !== 'receiving') return
    const lost = missing && { missing }
    if (state === 'offered' && bytes === 0 && lost) {
      file.#follow({ ...status, ...lost })
      return
    }
    // The progress of a last write may come after the sender's pause; only an event with a revision ends a pause.
    const pausedBy = status.paused === 'sender' ? 'sender' : paused
    const most = Math.max(bytes, file.#bytes)
    const now = { state: 'receiving', bytes: most, ...(pausedBy && { paused: pausedBy }), ...lost } as const
    file.#follow({ id, name, size, ...now })
  }

  /** Another tab or device sends another file of the same transfer. */
  static awaits(file: TransferFile): void {
    if (file.state === 'offered') file.#sending?.awaits()
  }

  static wake(file: TransferFile): void {
    if (file.#arriving) file.#sending?.wake()
  }

  static halt(file: TransferFile): void {
    file.#sending?.halt()
  }

  static go(file: TransferFile): void {
    if (file.#arriving) file.#sending?.go()
  }

  static close(file: TransferFile): void {
    file.#sending?.close()
  }
}
