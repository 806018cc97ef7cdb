import {
  type Answers,
  ChairsideError,
  type CommandName,
  type Document,
  type FileOffer,
  fillPath,
  pageRoutes,
  type Takes,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
import type { Connection } from '../connection/connection.ts'
import type { Http } from '../connection/http.ts'
import { newId } from '../connection/id.ts'
import { patiently } from '../connection/patience.ts'
import { refusalOf } from '../connection/refusal.ts'
import { Recall } from '../upload/after-reload/recall.ts'
import { TabMemory, type Unsaid, type Unsent } from '../upload/after-reload/tab-memory.ts'
import type { Sender } from '../upload/sending.ts'
import type { Content } from '../upload/source.ts'
import type { Uploads } from '../upload/uploads.ts'

/** The server as an exchange needs it: address, commands, requests and uploads. */
export interface Server {
  /** The server's address, without a slash at its end. */
  readonly base: string
  readonly connection: Pick<Connection, 'command'>
  readonly uploads: Uploads
  readonly http: Pick<Http, 'post'>
}

/** A party of a transfer or request: the id of a participant, and the name to show. */
export interface Party {
  readonly id: string
  /** Empty if this page has never seen the name, or it was erased. */
  readonly name: string
}

/** The transfer of a file, as `file.transfer` shows it. */
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

/** One appointment's exchange: the commands and memories that its transfers, files and requests share. */
export class Exchange implements Sender {
  /** The appointment's id. */
  readonly id: string
  /** My id as a participant. */
  readonly me: string
  readonly contents = new Map<string, Content>()
  /** Finds files again after a reload, where the browser can. */
  readonly recall: Recall
  readonly tab: TabMemory
  /** To be called when the value of a getter changes. */
  readonly changed: () => void
  /** To be called with an error for which no caller waits. */
  readonly failed: (error: ChairsideError) => void
  readonly #server: Server
  readonly #catchUp: () => Promise<void>
  /** The names of all participants seen here: a party of a transfer may no longer be registered. */
  readonly #names = new Map<string, string>()

  constructor(
    server: Server,
    { id, me }: { readonly id: string; readonly me: string },
    told: {
      changed: () => void
      failed: (error: ChairsideError) => void
      /** Asks for a snapshot. Resolves once it is applied, or asking failed. */
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
   * Resolves once this page shows the effect of a command. An answer has no revision: the page learns the effect from an
   * event, which came before the answer or waits behind a gap. If it was lost, asks for a snapshot, at most twice.
   */
  async shows(isShown: () => boolean): Promise<void> {
    // A snapshot that was asked for before the command may not show its effect.
    for (let asked = 0; asked < 2 && !isShown(); asked += 1) await this.#catchUp()
  }

  /** Has this tab and this browser remember files that go to the server, until the server has answered. */
  sends(offer: Unsent): void {
    this.tab.offers(offer)
    for (const { id } of offer.files) {
      const content = this.contents.get(id)
      if (content) this.recall.keep(id, content).catch(() => {})
    }
  }

  /** Forgets files that the server did not take. */
  unsends(files: readonly FileOffer[]): void {
    this.tab.answered(files)
    for (const { id } of files) this.recall.forget(id).catch(() => {})
  }

  get uploads(): Uploads {
    return this.#server.uploads
  }

  /** Remembers the names of registered participants. */
  learn(participants: readonly Party[]): void {
    for (const { id, name } of participants) this.#names.set(id, name)
  }

  /** Forgets all names but these. */
  keep(people: readonly Party[]): void {
    this.#names.clear()
    this.learn(people)
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

  /** Sends a command that is not lost by a reload: until the server has answered, this tab remembers what it is about. */
  async say<Name extends Unsaid['name']>(name: Name, takes: Takes<Name>): Promise<Answers<Name>> {
    this.tab.says({ name, takes })
    try {
      const answer = await this.command(name, takes)
      this.tab.said({ name, takes })
      return answer
    } catch (error) {
      // Only the server answers: a lost line or a missing token does not.
      if (error instanceof ChairsideError && refusalOf(error) === 'final') this.tab.said({ name, takes })
      throw error
    }
  }

  /** Gives the right to fetch a file for one use. */
  ticket(file: string, use: TicketUse): Promise<Ticket> {
    const path = fillPath(pageRoutes.issueTicket.path, { id: file })
    return patiently(() => this.#server.http.post(path, { use }))
  }

  /** Keeps a received file as a document. The server knows the one that it made of a file before. */
  keepFile(file: string): Promise<Document> {
    const [path, id] = [fillPath(pageRoutes.keepFile.path, { id: file }), newId()]
    return patiently(() => this.#server.http.post(path, { id }))
  }
}
