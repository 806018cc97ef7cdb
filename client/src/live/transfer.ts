import {
  type Transfer as Facts,
  type FileOffer,
  type FileState,
  isLive,
  isWithdrawable,
  type Progress,
  transferPolicy,
} from '@chairside/protocol'
import { Expected } from '../async/expected.ts'
import { failure } from '../connection/failure.ts'
import type { PhotoLocation } from '../photo/photo.ts'
import type { Unsent } from '../upload/after-reload/tab-memory.ts'
import { announce, asSent, type Content, contentsOf, type FileSource } from '../upload/source.ts'
import type { Batch, Exchange, Party } from './exchange.ts'
import { TransferFile } from './file.ts'

/** Options of an addition. `again`: the offers of an earlier addition without an answer, to make it again. */
interface Adding {
  readonly location?: PhotoLocation | undefined
  readonly again?: readonly FileOffer[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** One batch of files from one party to the other. */
export class Transfer implements Batch {
  readonly id: string
  readonly appointment: string
  readonly at: Date
  readonly #exchange: Exchange
  #facts: Facts
  #files: readonly TransferFile[] = []
  readonly #ends: (() => void)[] = []
  /** Unanswered additions, by the id of the first file of each. */
  readonly #expected = new Expected<void>()

  constructor(facts: Facts, exchange: Exchange) {
    this.id = facts.id
    this.appointment = facts.appointment
    this.at = new Date(facts.at)
    this.#exchange = exchange
    this.#facts = facts
    this.#follow(facts)
  }

  get from(): Party {
    return this.#exchange.party(this.#facts.from)
  }

  get to(): Party {
    return this.#exchange.party(this.#facts.to)
  }

  /** Whether I am its sender. */
  get mine(): boolean {
    return this.#facts.from === this.#exchange.me
  }

  /** The id of the request that it answers, if any. */
  get request(): string | undefined {
    return this.#facts.request
  }

  /** `open` while a file is on its way; then files can be added. */
  get state(): Facts['state'] {
    return this.#facts.state
  }

  get files(): readonly TransferFile[] {
    return this.#files
  }

  /** The sizes, in bytes, of its files that are not rejected, withdrawn or expired. */
  get bytes(): number {
    return this.#live.reduce((sum, file) => sum + file.size, 0)
  }

  /** How many of `bytes` the server has acknowledged. */
  get sentBytes(): number {
    return this.#live.reduce((sum, file) => sum + file.bytes, 0)
  }

  /**
   * Adds files to an open transfer of mine. Resolves with these files, in their order, once they are offered. Aborting
   * `signal` before that withdraws them.
   *
   * @throws ChairsideError when the policy refuses a file or the whole batch; TRANSFER_CLOSED
   */
  async add(
    files: Iterable<FileSource>,
    { location, signal }: Omit<Adding, 'again'> = {},
  ): Promise<TransferFile[]> {
    if (this.state !== 'open') throw failure('TRANSFER_CLOSED')
    const sofar = { files: this.#live.length, bytes: this.bytes }
    const contents = await asSent(contentsOf(files, transferPolicy, sofar), location)
    return this.#add(contents, { location, signal })
  }

  async #add(
    contents: readonly Content[],
    { location = 'keep', again, signal }: Adding,
  ): Promise<TransferFile[]> {
    const exchange = this.#exchange
    const announced = announce(exchange.contents, contents, again)
    const { offers } = announced
    const [first] = offers
    exchange.sends({ transfer: this.id, adds: true, to: this.to.id, location, files: offers })
    const shown = exchange
      .command('transfer:add', { id: this.id, files: offers }, signal)
      .then(() => exchange.shows(() => this.#has(offers)))
    try {
      await (first ? this.#expected.first(first.id, shown) : shown)
    } catch (error) {
      announced.forget()
      if (!again) exchange.unsends(offers)
      // The server may have taken them although its answer was lost.
      if (signal?.aborted) {
        for (const { id } of offers) this.#exchange.command('file:withdraw', { id }).catch(() => {})
      }
      throw error
    }
    exchange.tab.answered(offers)
    // Found by their ids, because another tab may add files at the same time.
    return offers.flatMap(({ id }) => this.#files.filter((file) => file.id === id))
  }

  /** Pauses every file of mine that is on its way. */
  pause(): void {
    for (const file of this.#files) file.pause()
  }

  /** Resumes every paused file of mine. */
  resume(): void {
    for (const file of this.#files) file.resume()
  }

  /** Withdraws every file that is not yet downloaded; bytes on their way stop at once. */
  async withdraw(): Promise<void> {
    for (const file of this.#files) TransferFile.halt(file)
    try {
      await this.#exchange.say('transfer:withdraw', { id: this.id })
    } catch (error) {
      for (const file of this.#files) TransferFile.go(file)
      throw error
    }
    await this.#exchange.shows(() => !this.#files.some(isWithdrawable))
  }

  get #live(): TransferFile[] {
    return this.#files.filter(isLive)
  }

  #follow(facts: Facts): void {
    const known = new Map(this.#files.map((file) => [file.id, file]))
    const moved: TransferFile[] = []
    this.#facts = facts
    this.#files = facts.files.map((status) => {
      const file = known.get(status.id)
      if (!file) return new TransferFile(status, this, this.#exchange)
      const before = file.state
      TransferFile.follow(file, status)
      if (before !== file.state && isSent(file.state)) moved.push(file)
      return file
    })
    for (const file of moved) this.#moved(file)
    for (const { id } of facts.files) this.#expected.came(id)
    if (facts.state !== 'open') this.#end()
    this.#exchange.changed()
  }

  #has(offers: readonly { readonly id: string }[]): boolean {
    return offers.every(({ id }) => this.#files.some((file) => file.id === id))
  }

  #end(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  // The tab or device that sends one file sends the others after it: files that wait for their turn are not missing.
  #moved(moved: TransferFile): void {
    if (moved.source === 'here') return
    for (const file of this.#files) if (file !== moved) TransferFile.awaits(file)
  }

  // Static, for the ledger that owns the transfer: users of the SDK get only the type.
  static follow(transfer: Transfer, facts: Facts): void {
    transfer.#follow(facts)
  }

  static progress(transfer: Transfer, progress: Progress): void {
    const file = transfer.#files.find((one) => one.id === progress.file)
    if (!file) return
    TransferFile.progress(file, progress)
    if (progress.paused === undefined) transfer.#moved(file)
  }

  /** Makes an unanswered addition again, with the same ids and the same choice about the location of photos. */
  static addAgain(
    transfer: Transfer,
    contents: readonly Content[],
    { files, location }: Pick<Unsent, 'files' | 'location'>,
  ): Promise<unknown> {
    return transfer.#add(contents, { location, again: files })
  }

  /** Calls `act` once, when no file is on its way any more or this page leaves the appointment. */
  static whenEnded(transfer: Transfer, act: () => void): void {
    transfer.#ends.push(act)
    if (transfer.state !== 'open') transfer.#end()
  }

  static wake(transfer: Transfer): void {
    for (const file of transfer.#files) TransferFile.wake(file)
  }

  static close(transfer: Transfer): void {
    transfer.#end()
    for (const file of transfer.#files) TransferFile.close(file)
  }
}

/** Whether a file reaches this state because bytes were sent. */
function isSent(state: FileState): boolean {
  return state === 'receiving' || state === 'checking' || state === 'ready'
}
