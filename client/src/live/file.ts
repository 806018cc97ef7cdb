import {
  type ChairsideError,
  type Decision,
  type Document,
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
import { save } from '../download/save.ts'
import { holdupIn } from '../upload/holdup.ts'
import { requireSame } from '../upload/same-file.ts'
import { Sending, type Whereabouts } from '../upload/sending.ts'
import { contentOf, type FileSource } from '../upload/source.ts'
import type { Batch, Exchange } from './exchange.ts'
import { progressed } from './progressed.ts'
import { sayShown } from './shown.ts'

type Paused = 'sender' | 'line' | undefined

/**
 * One file of a transfer. Its getters give the present state: read them again at each `change` of the appointment. The
 * object stays the same for as long as this page has the appointment open.
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

  /** The clean name, unique in the transfer. You can show it, and save the file under it. Empty once erased. */
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

  /** The state, with the fields of that state. */
  get status(): Status {
    return this.#status
  }

  get state(): FileState {
    return this.#status.state
  }

  /** Bytes that the server has acknowledged. The number never falls. */
  get bytes(): number {
    return this.#bytes
  }

  /** Why no bytes come: the `sender` paused, or its `line` is down; else absent. A pause made here shows at once. */
  get paused(): Paused {
    if (this.#sending?.paused && this.#arriving) return 'sender'
    return 'paused' in this.#status ? this.#status.paused : undefined
  }

  /**
   * Where the bytes of my own file come from: this page (`here`), or another tab or device of mine (`elsewhere`).
   * `missing`: after a reload no page has them; call `attach`. `closed`: the browser knows the file and asks the person
   * before the page may read it again; call `reopen`.
   */
  get source(): Whereabouts {
    return this.#sending?.where ?? 'elsewhere'
  }

  /** Whether this tab sent the file before a reload. */
  get sentHere(): boolean {
    return this.#exchange.tab.sent(this.id)
  }

  /** When bytes last came again after a lost connection; absent before the first time. */
  get resumedAt(): Date | undefined {
    return this.#resumedAt
  }

  /** How many bytes the server had acknowledged before `resumedAt`. */
  get resumedFrom(): number {
    return this.#resumedFrom
  }

  /**
   * Why the server cannot take the file now, such as STORAGE_FULL; this page tries again by itself. Absent once bytes
   * go again.
   */
  get holdup(): ChairsideError | undefined {
    return this.#arriving && !this.problem ? this.#holdup : undefined
  }

  /**
   * Why this page stopped sending the file; `retry` or `attach` continues. Absent while nothing is wrong. After
   * FILE_CHANGED the file is withdrawn for good: send another file in its place.
   */
  get problem(): ChairsideError | undefined {
    const problem = this.#sending?.problem
    const lost = this.state === 'withdrawn' && problem?.code === 'FILE_CHANGED'
    return this.#arriving || lost ? problem : undefined
  }

  /** Whether the file is ready for me, and I have neither downloaded nor dismissed it. */
  get prompting(): boolean {
    return !this.mine && this.#status.state === 'ready' && !this.#status.dismissed && !this.#dismissed
  }

  /** Why the check could not decide about the file: the practitioner decides, by `decide`. Else absent. */
  get undecided(): Doubt | undefined {
    return this.#status.state === 'checking' ? this.#status.undecided : undefined
  }

  /** Pauses the file (sender); the server tells both sides. */
  pause(): void {
    if (this.#arriving) this.#sending?.pause()
  }

  /** Resumes a paused file where it stopped. */
  resume(): void {
    if (this.#arriving) this.#sending?.resume()
  }

  /** Continues after a `problem`, with the bytes that this page still has. */
  retry(): void {
    if (this.#arriving) this.#sending?.resume()
  }

  /**
   * Gives a file of mine its bytes again, and continues where it stopped. Another tab that sends the file stops. If a
   * photo was offered without its location, give the result of `withoutLocation`. If you do not know which one was
   * offered, give both: this page sends the one that begins with the server's bytes. If neither does, `problem` is
   * FILE_DIFFERS and nothing is sent.
   *
   * @throws ChairsideError SIZE_MISMATCH or CONFLICT when size or name is not the offered one; CONFLICT when the file
   *   is no longer on its way
   */
  attach(source: FileSource, otherwise?: FileSource): void {
    if (!this.#sending || !this.#arriving || this.#sending.isLost)
      throw failure({ code: 'CONFLICT', state: this.state })
    const content = requireSame(contentOf(source), this)
    this.#sending.attach(content, otherwise && contentOf(otherwise))
  }

  /**
   * Whether `source` can be this file of mine, by name, size and the beginning that the server has. Call it when two
   * files have the same name and size.
   *
   * @throws the device's error if it refuses the bytes, or the error that broke the request
   */
  async fits(source: FileSource): Promise<boolean> {
    const { name, blob } = contentOf(source)
    if (blob.size !== this.size || !mayBecome(name, this.name)) return false
    return this.#exchange.uploads.begins(this.id, blob)
  }

  /**
   * Continues a file that is `closed`. Call it within a tap or click: the browser may ask the person. True if the file
   * goes on; else `source` tells why.
   */
  async reopen(): Promise<boolean> {
    return (await this.#sending?.reopen()) ?? false
  }

  /** Withdraws the file: its bytes stop at once, and the other party can no longer open it. */
  async withdraw(): Promise<void> {
    this.#sending?.halt()
    try {
      await this.#exchange.say('file:withdraw', { id: this.id })
    } catch (error) {
      if (this.#arriving) this.#sending?.go()
      throw error
    }
    await this.#exchange.shows(() => !isWithdrawable(this))
  }

  /**
   * Decides about an `undecided` file (practitioner): it becomes ready, or is refused and removed.
   *
   * @throws ChairsideError CONFLICT when the file is no longer undecided
   */
  async decide(decision: Decision): Promise<void> {
    await this.#exchange.command('file:decide', { id: this.id, decision })
    await this.#exchange.shows(() => this.undecided === undefined)
  }

  /** Tells the server that I saw the file. Call it when the file is in view: its sender then sees it as delivered. */
  shown(): void {
    if (!this.mine) sayShown(this.#status, this.#exchange)
  }

  /** Dismisses the prompt ("not now") on all of my connections. The file stays in the list. */
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
   * Gives the right to fetch the file for one use, without a header; begin to fetch within 60 s.
   *
   * @throws ChairsideError NOT_READY, WITHDRAWN, EXPIRED or NOT_FOUND
   */
  ticket(use: TicketUse): Promise<Ticket> {
    return this.#exchange.ticket(this.id, use)
  }

  /**
   * Saves the file. In a browser, starts the browser's own download and gives null; in Node, gives the bytes. If that
   * download fails at its start, calls `failed`; without `failed`, the appointment reports an `error`.
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

  /**
   * Keeps a received file as a document in the practitioner's library. Keeping it twice gives the same document.
   *
   * @throws ChairsideError LIBRARY_FULL, or NOT_FOUND for a file that this person did not receive
   */
  keep(): Promise<Document> {
    return this.#exchange.keepFile(this.id)
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

  // Static: the transfer calls these. The SDK exports the type only, so no user can.
  static follow(file: TransferFile, status: Status): void {
    file.#follow(status)
  }

  static progress(file: TransferFile, progress: Progress): void {
    const status = progressed(file.#status, file.#bytes, progress)
    if (status) file.#follow(status)
  }

  /** Another tab or device sends another file of the transfer: this file waits for its turn. */
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
