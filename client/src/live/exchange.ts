import type {
  Answers,
  ChairsideError,
  CommandName,
  FileOffer,
  Participant,
  Takes,
  Ticket,
  TicketUse,
} from '@chairside/protocol'
import type { Connection } from '../connection/connection.ts'
import { Recall } from '../upload/after-reload/recall.ts'
import { TabMemory, type Unsent } from '../upload/after-reload/tab-memory.ts'
import type { Sender } from '../upload/sending.ts'
import type { Content } from '../upload/source.ts'
import type { Uploads } from '../upload/uploads.ts'

/** What an exchange needs of the server: where it is, commands, tickets and uploads. */
export interface Server {
  /** The server's address, without a slash at its end. */
  readonly base: string
  readonly connection: Pick<Connection, 'command'>
  readonly uploads: Uploads
  ticket(file: string, use: TicketUse): Promise<Ticket>
}

/** A party of a transfer or request: the id of a participant, and the name to show. */
export interface Party {
  readonly id: string
  /** Empty when that participant is no longer registered, or was erased. */
  readonly name: string
}

/** What a file tells of the transfer it belongs to. */
export interface Batch {
  readonly id: string
  /** The appointment's id. */
  readonly appointment: string
  readonly from: Party
  readonly to: Party
  /** Whether I am its sender. */
  readonly mine: boolean
  /** When it was offered. */
  readonly at: Date
}

/** One appointment's exchange, as its transfers, files and requests act on it. */
export class Exchange implements Sender {
  /** The appointment's id. */
  readonly id: string
  /** My id as a participant. */
  readonly me: string
  readonly contents = new Map<string, Content>()
  /** What this browser can find again after a reload. */
  readonly recall: Recall
  readonly tab: TabMemory
  /** To be called when a getter answers something else than before. */
  readonly changed: () => void
  /** To be called with an error that no call waits for. */
  readonly failed: (error: ChairsideError) => void
  readonly #server: Server
  readonly #catchUp: () => Promise<void>
  /** The names of all participants seen here: a transfer also names a party that is no longer registered. */
  readonly #names = new Map<string, string>()

  constructor(
    server: Server,
    { id, me }: { readonly id: string; readonly me: string },
    told: {
      changed: () => void
      failed: (error: ChairsideError) => void
      /** Asks for a snapshot; resolves when it is here, or will not come. */
      catchUp: () => Promise<void>
    },
  ) {
    this.id = id
    this.me = me
    this.recall = new Recall(server.base, id, me)
    this.tab = new TabMemory(server.base, id, me)
    this.changed = told.changed
    this.failed = told.failed
    this.#catchUp = told.catchUp
    this.#server = server
  }

  /**
   * Resolves once this page shows what a command did. An answer carries no revision: its event shows what it tells, and
   * came before it or waits behind a gap. For a lost event this asks for a snapshot, at most twice.
   */
  async shows(isShown: () => boolean): Promise<void> {
    // A snapshot that was asked for before the command may be older than what the command did.
    for (let asked = 0; asked < 2 && !isShown(); asked += 1) await this.#catchUp()
  }

  /** Files go to the server: until it has answered, this tab and this browser remember them. */
  sends(offer: Unsent): void {
    this.tab.offers(offer)
    for (const { id } of offer.files) {
      const content = this.contents.get(id)
      if (content) this.recall.keep(id, content).catch(() => {})
    }
  }

  /** The server did not take them. */
  unsends(files: readonly FileOffer[]): void {
    this.tab.answered(files)
    for (const { id } of files) this.recall.forget(id).catch(() => {})
  }

  get uploads(): Uploads {
    return this.#server.uploads
  }

  /** Takes the names of the present participants. */
  learn(participants: readonly Participant[]): void {
    for (const { id, name } of participants) this.#names.set(id, name)
  }

  /** Forgets the names of participants: what they had a part in was erased. Present ones are told anew. */
  forget(...ids: readonly string[]): void {
    for (const id of ids) this.#names.delete(id)
  }

  party(id: string): Party {
    return { id, name: this.#names.get(id) ?? '' }
  }

  /** As `command` of the connection. */
  command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    signal?: AbortSignal,
  ): Promise<Answers<Name>> {
    return this.#server.connection.command(name, takes, signal)
  }

  /** The right to fetch a file, for one use. */
  ticket(file: string, use: TicketUse): Promise<Ticket> {
    return this.#server.ticket(file, use)
  }
}
