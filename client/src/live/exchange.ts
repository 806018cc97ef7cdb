import type { Answers, ChairsideError, CommandName, Takes, Ticket, TicketUse } from '@chairside/protocol'
import type { Recall } from '../upload/after-reload/recall.ts'
import type { Content } from '../upload/source.ts'
import type { Uploads } from '../upload/uploads.ts'

/** A party of a transfer or request: the id of a participant, and the name to show. */
export interface Party {
  readonly id: string
  /** Empty when that participant is no longer registered. */
  readonly name: string
}

/** One appointment's exchange, as its transfers, files and requests act on it. */
export interface Exchange {
  /** The appointment's id. */
  readonly id: string
  readonly me: string
  readonly uploads: Uploads
  /** The bytes that this page holds, by file id; from before their offer is sent until they have arrived. */
  readonly contents: Map<string, Content>
  /** What this browser can find again after a reload. */
  readonly recall: Recall
  party(id: string): Party
  command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    signal?: AbortSignal,
  ): Promise<Answers<Name>>
  ticket(file: string, use: TicketUse): Promise<Ticket>
  /** Something that a getter answers is different now. */
  changed(): void
  /** Something went wrong that nobody waits for. */
  failed(error: ChairsideError): void
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
