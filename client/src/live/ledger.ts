import {
  ChairsideError,
  type Appointment as Facts,
  isArriving,
  type Progress,
  type Request as RequestStatus,
  type ServerEvent,
  type Snapshot,
  type Transfer as TransferFacts,
} from '@chairside/protocol'
import { Expected } from '../async/expected.ts'
import { failure, lineDown } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'
import type { Unsent } from '../upload/after-reload/tab-memory.ts'
import type { Content, FileSource } from '../upload/source.ts'
import { byAge } from './by-age.ts'
import { Exchange, type Server } from './exchange.ts'
import { type OfferOptions, offer } from './offer.ts'
import { isOpen, Request } from './request.ts'
import { Transfer } from './transfer.ts'
import { UnsentFiles } from './unsent.ts'

interface Revised {
  readonly revision: number
  readonly apply: () => void
}

/**
 * This page's copy of one appointment. Revisions keep it complete: the ledger ignores old events and applies the next
 * one. At a gap it asks for a snapshot, and later events wait for that.
 */
export class Ledger {
  readonly exchange: Exchange
  readonly unsent: UnsentFiles
  readonly #gone: (error: ChairsideError) => void
  readonly #transfers = new Map<string, Transfer>()
  readonly #requests = new Map<string, Request>()
  /** Unanswered offers, by the ids of their transfers. */
  readonly #expected = new Expected<Transfer>()
  #facts: Facts
  #revision = -1
  /** Events that came since a gap; undefined without a gap. */
  #waiting: Revised[] | undefined
  /** The newest progress of each file since a gap: the event that announces the file may wait, too. */
  readonly #progressWaiting = new Map<string, Progress>()
  #asking: Promise<void> | undefined
  /** Aborts commands of the previous connection. */
  #asks = new AbortController()
  /** Known transfers and requests that neither the last snapshot nor anything after it has told. */
  #untold = new Set<string>()
  /** Where `loadEarlier` continues. */
  #earlier: string | undefined

  constructor(
    snapshot: Snapshot,
    server: Server,
    told: {
      changed: () => void
      failed: (error: ChairsideError) => void
      /** Is called when the appointment is gone, or I am no longer in it. */
      gone?: (error: ChairsideError) => void
    },
  ) {
    this.exchange = new Exchange(server, snapshot.appointment, {
      ...told,
      catchUp: () => this.catchUp(),
    })
    this.#gone = (error) => {
      this.exchange.tab.clear()
      told.gone?.(error)
    }
    this.#facts = snapshot.appointment
    this.#restore(snapshot)
    const arriving = this.transfers.flatMap(({ files }) => files.filter(isArriving).map(({ id }) => id))
    this.unsent = new UnsentFiles(this.exchange, (unsent, contents) => this.#offerAgain(unsent, contents))
    const wanted = [...arriving, ...this.unsent.files.map(({ id }) => id)]
    this.exchange.recall.tidy(new Set(wanted)).catch(() => {})
    void this.unsent.find()
    // What was done long ago and is no longer possible is no news: the page shows how things are.
    for (const { name, takes } of this.exchange.tab.unsaid) this.exchange.say(name, takes).catch(() => {})
  }

  get facts(): Facts {
    return this.#facts
  }

  /** Oldest first. */
  get transfers(): Transfer[] {
    return [...this.#transfers.values()].sort(byAge)
  }

  /** Oldest first. */
  get requests(): Request[] {
    return [...this.#requests.values()].sort(byAge)
  }

  /** Whether the server has transfers or requests that are over and not loaded here. */
  get hasEarlier(): boolean {
    return this.#earlier !== undefined
  }

  /** Loads the next page of transfers and requests that are over. */
  async loadEarlier(): Promise<void> {
    const before = this.#earlier
    if (before === undefined) return
    const page = await this.exchange.command(
      'earlier',
      { appointment: this.exchange.id, before },
      this.#asks.signal,
    )
    for (const transfer of page.transfers) this.#follow(transfer)
    for (const request of page.requests) this.#ask(request)
    // A snapshot that came meanwhile has set its own `earlier`.
    if (this.#earlier === before) this.#earlier = page.earlier
    this.exchange.changed()
  }

  /** Loads what may have ended while the page was away. Drops what the server does not know: its records were set back. */
  async #learnEnds(): Promise<void> {
    while (this.#untold.size > 0 && this.hasEarlier) await this.loadEarlier()
    for (const id of this.#untold) {
      const transfer = this.#transfers.get(id)
      if (transfer) Transfer.close(transfer)
      this.#transfers.delete(id)
      this.#requests.delete(id)
      this.exchange.changed()
    }
  }

  receive(event: ServerEvent): void {
    switch (event.name) {
      case 'snapshot':
        this.#restore(event.payload)
        break
      case 'appointment': {
        const { revision, appointment } = event.payload
        const apply = () => {
          this.#learn(appointment)
          this.#keepNames()
        }
        this.#revise({ revision, apply })
        break
      }
      case 'transfer': {
        const { revision, transfer } = event.payload
        this.#revise({ revision, apply: () => this.#follow(transfer) })
        break
      }
      case 'request': {
        const { revision, request } = event.payload
        this.#revise({ revision, apply: () => this.#ask(request) })
        break
      }
      case 'progress':
        this.#progress(event.payload)
        break
      case 'gone':
        this.#gone(failure('NOT_FOUND'))
        break
      case 'desk':
      case 'goodbye':
        return
    }
  }

  /** Begins anew on a new connection: revisions count from the snapshot that it brings. */
  reconnected(): void {
    this.#asks.abort(lineDown())
    this.#asks = new AbortController()
    this.#revision = -1
    this.#waiting = []
    // The new connection brings a snapshot of its own, so a snapshot asked for before is not awaited.
    this.#asking = undefined
    for (const transfer of this.#transfers.values()) Transfer.wake(transfer)
  }

  /** Asks for a snapshot; events that come meanwhile wait. Resolves once the snapshot is applied, or asking failed. */
  catchUp(): Promise<void> {
    this.#waiting ??= []
    this.#asking ??= this.#askForSnapshot()
    return this.#asking
  }

  #askForSnapshot(): Promise<void> {
    const seen = this.#revision
    const mine: Promise<void> = this.exchange
      .command('snapshot', { appointment: this.exchange.id }, this.#asks.signal)
      .then(
        (snapshot) => {
          if (this.#asking === mine) this.#asking = undefined
          // A snapshot is never older than what came before it was asked for, unless the records were set back.
          if (snapshot.revision < seen) this.#revision = -1
          this.#restore(snapshot)
        },
        (error: unknown) => {
          if (this.#asking !== mine) return
          this.#asking = undefined
          if (error instanceof ChairsideError && error.code === 'NOT_FOUND') this.#gone(error)
          else this.#giveUpWaiting()
        },
      )
    return mine
  }

  /** Offers files as one transfer; see `offer`. */
  offer(files: Iterable<FileSource>, options: OfferOptions): Promise<Transfer> {
    return offer(this.exchange, files, options, (id, answer) =>
      this.#expected.first(
        id,
        answer.then((facts) => this.#adopt(facts)),
      ),
    )
  }

  async #offerAgain(
    { transfer: id, adds, to, files, location }: Unsent,
    contents: readonly Content[],
  ): Promise<unknown> {
    const request = this.requests.find((one) => isOpen(one) && !one.mine)?.id
    const open = this.transfers.find(
      (one) => one.mine && one.state === 'open' && (one.id === id || (request && one.request === request)),
    )
    if (open) return Transfer.addAgain(open, contents, { files, location })
    // Other files of the offer may already have gone as a transfer with this id.
    const again = { id: adds || this.#transfers.has(id) ? newId() : id, files }
    return this.offer(contents, { to, request, location, again })
  }

  async #adopt(facts: TransferFacts): Promise<Transfer> {
    await this.exchange.shows(() => this.#transfers.has(facts.id))
    return this.#transfers.get(facts.id) ?? this.#follow(facts)
  }

  async adoptRequest(status: RequestStatus): Promise<Request> {
    await this.exchange.shows(() => this.#requests.has(status.id))
    return this.#requests.get(status.id) ?? this.#ask(status)
  }

  close(): void {
    this.exchange.tab.close()
    for (const transfer of this.#transfers.values()) Transfer.close(transfer)
    this.exchange.contents.clear()
  }

  #revise(event: Revised): void {
    if (this.#waiting) {
      this.#waiting.push(event)
    } else if (event.revision === this.#revision + 1) {
      this.#revision = event.revision
      event.apply()
    } else if (event.revision > this.#revision) {
      this.#waiting = [event]
      void this.catchUp()
    }
  }

  #restore(snapshot: Snapshot): void {
    if (snapshot.revision < this.#revision) {
      void this.catchUp()
      return
    }
    this.#revision = snapshot.revision
    this.#untold = new Set([...this.#transfers.keys(), ...this.#requests.keys()])
    this.#learn(snapshot.appointment)
    for (const transfer of snapshot.transfers) this.#follow(transfer)
    for (const request of snapshot.requests) this.#ask(request)
    this.#keepNames()
    this.#earlier = snapshot.earlier
    for (const event of this.#takeWaiting()) this.#revise(event)
    this.#takeProgress()
    // With a gap another snapshot comes. If it fails, the snapshot of the next connection tries again.
    if (this.#waiting === undefined) this.#learnEnds().catch(() => {})
  }

  // Each event holds its whole subject, so it can be applied. The next connection's snapshot brings the missing changes.
  #giveUpWaiting(): void {
    for (const event of this.#takeWaiting()) {
      this.#revision = Math.max(this.#revision, event.revision)
      event.apply()
    }
    this.#takeProgress()
  }

  #takeWaiting(): Revised[] {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    return waiting.sort((one, other) => one.revision - other.revision)
  }

  #learn(facts: Facts): void {
    this.#facts = facts
    const isStaff = facts.participants.some(({ id, role }) => id === facts.me && role === 'staff')
    if (facts.endedAt !== undefined || isStaff) this.exchange.tab.clear()
    this.exchange.learn(facts.participants)
    this.exchange.changed()
  }

  /** Keeps the names of registered people and of all parties here, but not of `erased` parties who are not registered. */
  #keepNames(...erased: readonly string[]): void {
    const parties = [...this.#transfers.values(), ...this.#requests.values()]
      .flatMap(({ from, to }) => [from, to])
      .filter(({ id }) => !erased.includes(id))
    this.exchange.keep([...parties, ...this.#facts.participants])
  }

  #follow(facts: TransferFacts): Transfer {
    this.#untold.delete(facts.id)
    if (facts.files.every(({ name }) => name === '')) this.#keepNames(facts.from, facts.to)
    // The server may have received an offer that was made before a reload.
    if (this.exchange.tab.unsent.length > 0) this.exchange.tab.answered(facts.files)
    const known = this.#transfers.get(facts.id)
    if (known) {
      Transfer.follow(known, facts)
      return known
    }
    const transfer = new Transfer(facts, this.exchange)
    this.#transfers.set(facts.id, transfer)
    this.#expected.came(facts.id, transfer)
    this.exchange.changed()
    return transfer
  }

  #ask(status: RequestStatus): Request {
    this.#untold.delete(status.id)
    if (status.note === '') this.#keepNames(status.from, status.to)
    const known = this.#requests.get(status.id)
    if (known) {
      Request.follow(known, status)
      return known
    }
    const request = new Request(status, this.exchange, (files, options) => this.offer(files, options))
    this.#requests.set(status.id, request)
    this.exchange.changed()
    return request
  }

  #takeProgress(): void {
    if (this.#waiting !== undefined) return
    const waiting = [...this.#progressWaiting.values()]
    this.#progressWaiting.clear()
    for (const progress of waiting) this.#progress(progress)
  }

  #progress(progress: Progress): void {
    if (this.#waiting !== undefined) this.#progressWaiting.set(progress.file, progress)
    else for (const transfer of this.#transfers.values()) Transfer.progress(transfer, progress)
  }
}
