import type { ChairsideError, ContentUse, FileFlag, Problem } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import type { ContentType } from '../../records/tables.ts'
import type { ByteRange } from '../../seams.ts'
import type { Change } from '../events/commit.ts'
import type { TellProgress } from '../events/progress.ts'
import type { Identity } from '../people/identity.ts'

/** What a person does with the bytes of an upload. */
export type Action = 'send' | 'fetch'

/** How far the bytes are, by the state of what they belong to. */
export type Stage =
  /** Bytes are still to come. */
  | { readonly at: 'arriving' }
  /** All bytes have come, and their check has not ended. */
  | { readonly at: 'checking' }
  /** The bytes passed the check and can be fetched. */
  | { readonly at: 'ready' }
  /** The bytes can neither be sent nor fetched, for this reason. */
  | { readonly at: 'gone'; readonly why: ChairsideError }

/** What belongs to an upload's id, as one person may use it. */
export interface Found {
  readonly stage: Stage
  /** The name under which it is saved. */
  readonly name: string
  /** The earliest instant (ms since the epoch) at which unfinished bytes are given up, if any. */
  readonly expiresAt: number | undefined
  /** Tells everyone concerned how far the upload is. */
  readonly tell: TellProgress
}

/** What the gate found out about a content. */
export interface Findings {
  readonly type: ContentType
  /** The media type of a content of type `other`, else null. */
  readonly mime: string | null
  readonly flags: readonly FileFlag[]
  /** In hex. */
  readonly sha256: string
  readonly crc32: number
}

/** What belongs to an upload's id, locked for one transaction. Each move throws where the stage forbids it. */
export interface Locked {
  readonly stage: Stage
  /** A connection begins to bring bytes. */
  begun(): Promise<void>
  /** The bytes were dropped, and must be sent from the beginning. */
  dropped(): Promise<void>
  /** All bytes have come: from `arriving` to `checking`. */
  received(): Promise<void>
  /** The check cannot be made now, and will be tried again. */
  postponed(): Promise<void>
  /** The check cannot decide, and is not made again: a person decides. */
  doubted(): Promise<void>
  /** The check passed: from `checking` to `ready`. */
  ready(findings: Pick<Findings, 'type' | 'sha256'>): Promise<void>
  /** The content is refused: from `arriving` or `checking` to `gone`. */
  rejected(problem: Problem): Promise<void>
}

/** A running upload or download. */
export interface Stream {
  readonly who: Identity
  readonly id: string
  readonly action: Action
}

/** A person fetches a content. */
export interface Fetch {
  readonly who: Identity
  readonly id: string
  readonly use: ContentUse
  /** The person's IP address; undefined when it is not known. */
  readonly address: string | undefined
}

/** An answer with bytes of a content that has ended. */
export interface Sent extends Fetch {
  /** The range that the answer was to carry, of a content of `size` bytes. */
  readonly range: ByteRange
  readonly size: number
  /** The most bytes that went out. */
  readonly bytes: number
  /** Whether the whole range went out; false for an answer that was cut. */
  readonly whole: boolean
  /** The reader was redirected to the store, at an address that opens the whole content. */
  readonly redirected: boolean
  /** The reader fetched it for a view, and shows it later or never: it is no opening. */
  readonly ahead: boolean
  /** Whether by now every byte of the content has gone to this person for this use. */
  readonly complete: boolean
}

/**
 * What the bytes of one kind belong to: live files, and whatever else comes to have uploads. An owner decides
 * who may do what with the bytes, and keeps the state; it never touches the bytes. When it ends an upload by itself (a
 * withdrawal, an expiry), it takes the object from the upload in the same transaction: else the check would run for ever.
 */
export interface Owner {
  /** Throws NOT_FOUND for an unknown id, and unless the permission table allows `who` the action. */
  find(db: Db, who: Identity, id: string, action: Action): Promise<Found>
  /** Locks what belongs to this id until the transaction ends; undefined for an unknown id. */
  lock(tx: Db, change: Change, id: string): Promise<Locked | undefined>
  /** Locks what belongs to several ids. Needs at least one id. */
  lockAll(tx: Db, ids: readonly string[]): Promise<unknown>
  /**
   * Gives those of the streams that may go on: `find` would allow them, at stage `arriving` for `send` and at
   * stage `ready` for `fetch`. Called every half second with all running streams, so it must not query for each.
   */
  allowed(db: Db, streams: readonly Stream[]): Promise<ReadonlySet<Stream>>
  /** Keeps in the audit that a ticket was issued. Throws NOT_FOUND for a person who never had a right to it. */
  issued(tx: Db, change: Change, fetch: Fetch): Promise<void>
  /**
   * Keeps in the audit what went out to one person, and the receipt of what is complete, even if the person's right has
   * ended meanwhile. All of it is locked. Throws NOT_FOUND for a person who never had that right. One answer may carry
   * hundreds of contents, so it should not query for each.
   */
  fetched(tx: Db, change: Change, all: readonly Sent[]): Promise<void>
}

/** The owners by their kind, which is kept with each upload; in the order in which they are locked. */
export type Owners = Readonly<Record<string, Owner>>

/** The owner of an upload. Throws for a kind that this server does not know, which is a bug. */
export function ownerOf(owners: Owners, { owner: kind }: { readonly owner: string }): Owner {
  const owner = owners[kind]
  if (owner === undefined) throw new Error(`nothing here owns uploads of the kind ${kind}`)
  return owner
}
