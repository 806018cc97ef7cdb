import {
  type Answers,
  ChairsideError,
  type CommandName,
  type Appointment as Facts,
  isArriving,
  type Progress,
  type Request as RequestStatus,
  type ServerEvent,
  type Snapshot,
  type Takes,
  type Ticket,
  type TicketUse,
  type Transfer as TransferFacts,
} from '@chairside/protocol'
import { deferred } from '../async/deferred.ts'
import type { Connection } from '../connection/connection.ts'
import { Recall } from '../upload/after-reload/recall.ts'
import type { Content } from '../upload/source.ts'
import type { Uploads } from '../upload/uploads.ts'
import type { Party } from './exchange.ts'
import type { Offering } from './offer.ts'
import { Request } from './request.ts'
import { Transfer } from './transfer.ts'

/** What a ledger needs of the server: where it is, commands, tickets and uploads. */
interface Server {
  /** The server's address, without a slash at its end. */
  readonly base: string
  readonly connection: Pick<Connection, 'command'>
  readonly uploads: Uploads
  ticket(file: string, use: TicketUse): Promise<Ticket>
}

interface Revised {
  readonly revision: number
  readonly apply: () => void
}

/**
 * This page's copy of what it may see of one appointment's record. Revisions keep it whole: an old event is ignored, the
 * next one applied, and at a gap everything is asked for again while what comes meanwhile waits.
 */
export class Ledger implements Offering {
  readonly contents = new Map<string, Content>()
  readonly recall: Recall
  readonly changed: () => void
  readonly failed: (error: ChairsideError) => void
  readonly #gone: (error: ChairsideError) => void
  readonly #server: Server
  readonly #transfers = new Map<string, Transfer>()
  readonly #requests = new Map<string, Request>()
  /** Offers that were not answered yet, by the ids of their transfers. */
  readonly #expected = new Map<string, (transfer: Transfer) => void>()
  /** Of everybody ever seen here: a transfer names its parties also when one is no longer registered. */
  readonly #names = new Map<string, string>()
  #facts: Facts
  #revision = -1
  /** What came since a gap; undefined while there is none. */
  #waiting: Revised[] | undefined
  #asking = false

  constructor(
    snapshot: Snapshot,
    server: Server,
    told: {
      changed: () => void
      failed: (error: ChairsideError) => void
      /** The server knows it no longer, or no longer for me. */
      gone?: (error: ChairsideError) => void
    },
  ) {
    this.#server = server
    this.changed = told.changed
    this.failed = told.failed
    this.#gone = told.gone ?? (() => {})
    this.#facts = snapshot.appointment
    this.recall = new Recall(server.base, this.id, this.me)
    this.#restore(snapshot)
    const arriving = this.transfers.flatMap(({ files }) => files.filter(isArriving).map(({ id }) => id))
    this.recall.tidy(new Set(arriving)).catch(() => {})
  }

  get id(): string {
    return this.#facts.id
  }

  get me(): string {
    return this.#facts.me
  }

  get facts(): Facts {
    return this.#facts
  }

  get uploads(): Uploads {
    return this.#server.uploads
  }

  /** Oldest first. */
  get transfers(): Transfer[] {
    return [...this.#transfers.values()].sort(byAge)
  }

  /** Oldest first. */
  get requests(): Request[] {
    return [...this.#requests.values()].sort(byAge)
  }

  party(id: string): Party {
    return { id, name: this.#names.get(id) ?? '' }
  }

  command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    signal?: AbortSignal,
  ): Promise<Answers<Name>> {
    return this.#server.connection.command(name, takes, signal)
  }

  ticket(file: string, use: TicketUse): Promise<Ticket> {
    return this.#server.ticket(file, use)
  }

  receive(event: ServerEvent): void {
    switch (event.name) {
      case 'snapshot':
        this.#restore(event.payload)
        break
      case 'appointment': {
        const { revision, appointment } = event.payload
        this.#revise({ revision, apply: () => this.#learn(appointment) })
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
      case 'desk':
      case 'gone':
      case 'goodbye':
        return
    }
  }

  /** A new connection: its revisions begin with the snapshot that it brings. */
  reconnected(): void {
    this.#revision = -1
    this.#waiting = []
    for (const transfer of this.#transfers.values()) Transfer.wake(transfer)
  }

  /** Asks for everything, and lets what comes meanwhile wait. */
  catchUp(): void {
    if (this.#asking) return
    this.#asking = true
    this.#waiting ??= []
    this.command('snapshot', { appointment: this.id }).then(
      (snapshot) => {
        this.#asking = false
        this.#restore(snapshot)
      },
      (error: unknown) => {
        this.#asking = false
        if (error instanceof ChairsideError && error.code === 'NOT_FOUND') this.#gone(error)
        else this.#giveUpWaiting()
      },
    )
  }

  adopt(facts: TransferFacts): Transfer {
    // The answer of a command may be older than an event that came before it.
    return this.#transfers.get(facts.id) ?? this.#follow(facts)
  }

  expect(id: string) {
    const { promise: known, resolve } = deferred<Transfer>()
    this.#expected.set(id, resolve)
    return { known, cancel: () => void this.#expected.delete(id) }
  }

  adoptRequest(status: RequestStatus): Request {
    return this.#requests.get(status.id) ?? this.#ask(status)
  }

  close(): void {
    for (const transfer of this.#transfers.values()) Transfer.close(transfer)
    this.contents.clear()
  }

  #revise(event: Revised): void {
    if (this.#waiting) {
      this.#waiting.push(event)
    } else if (event.revision === this.#revision + 1) {
      this.#revision = event.revision
      event.apply()
    } else if (event.revision > this.#revision) {
      this.#waiting = [event]
      this.catchUp()
    }
  }

  #restore(snapshot: Snapshot): void {
    if (snapshot.revision >= this.#revision) {
      this.#revision = snapshot.revision
      this.#learn(snapshot.appointment)
      for (const transfer of snapshot.transfers) this.#follow(transfer)
      for (const request of snapshot.requests) this.#ask(request)
    }
    for (const event of this.#takeWaiting()) this.#revise(event)
  }

  // Each event tells the whole of what it is about; what the gap hid comes with the next connection.
  #giveUpWaiting(): void {
    for (const event of this.#takeWaiting()) {
      this.#revision = Math.max(this.#revision, event.revision)
      event.apply()
    }
  }

  #takeWaiting(): Revised[] {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    return waiting.sort((one, other) => one.revision - other.revision)
  }

  #learn(facts: Facts): void {
    this.#facts = facts
    for (const { id, name } of facts.participants) this.#names.set(id, name)
    this.changed()
  }

  #follow(facts: TransferFacts): Transfer {
    const known = this.#transfers.get(facts.id)
    if (known) {
      Transfer.follow(known, facts)
      return known
    }
    const transfer = new Transfer(facts, this)
    this.#transfers.set(facts.id, transfer)
    this.#expected.get(facts.id)?.(transfer)
    this.changed()
    return transfer
  }

  #ask(status: RequestStatus): Request {
    const known = this.#requests.get(status.id)
    if (known) {
      Request.follow(known, status)
      return known
    }
    const request = new Request(status, this)
    this.#requests.set(status.id, request)
    this.changed()
    return request
  }

  #progress({ file, bytes, paused }: Progress): void {
    for (const transfer of this.#transfers.values()) Transfer.progress(transfer, file, bytes, paused)
  }
}

// As the server sorts: what came in one moment by its id.
function byAge(one: { at: Date; id: string }, other: { at: Date; id: string }): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1)
}
