import type { DeliveryFailure, Doubt, EventName, ServerEvent, WireError } from '@chairside/protocol'
import type { Dialect } from 'kysely'

/** A batch to append. */
export interface Append {
  /** The number of the upload's connection; the newest one wins. */
  readonly epoch: number
  /** Where the batch begins, in bytes: must be the object's present length. */
  readonly at: number
  /** Handed over: the caller must not read them any more, and the store releases their memory. */
  readonly chunks: readonly Uint8Array[]
}

/** Options for reading sealed bytes. */
export interface Reading {
  /** Ends the reading. */
  readonly signal?: AbortSignal
  /** Lends the chunks: each may be overwritten once the next is asked for. Otherwise the reader owns them. */
  readonly lend?: boolean
}

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Stores bytes under random keys. Before `seal` only the length can be asked, also after a crash; sealed
 * bytes never change. Throws STORAGE_FULL and STORAGE_UNAVAILABLE.
 */
export interface ObjectStore {
  /**
   * Adds a batch at the end. Throws UPLOAD_TAKEN_OVER for an epoch older than one already seen, and
   * UPLOAD_OFFSET_MISMATCH for a batch that begins elsewhere. Only `length` makes sure that bytes are stored.
   */
  append(key: string, append: Append): Promise<void>
  /**
   * Bytes of an object, all on stable storage once this resolves; 0 for an unknown key. `epoch` is that of the
   * newest connection in the records: a store must not trust what it remembers of an older one.
   */
  length(key: string, epoch: number): Promise<number>
  /**
   * Seals an object of exactly `size` bytes, all on stable storage once this resolves. Sealing it again
   * changes nothing. Throws UPLOAD_OFFSET_MISMATCH for another size, also for an unknown key.
   */
  seal(key: string, size: number): Promise<void>
  /** Gives sealed bytes in order. Throws NOT_FOUND. */
  read(key: string, range: ByteRange, reading?: Reading): AsyncIterable<Uint8Array>
  /** Removes an object, sealed or not. An unknown key is no error. */
  remove(key: string): Promise<void>
  /** Removes the objects last written before `before` (ms) that are not `wanted`; gives their number. */
  sweep(before: number, wanted: (keys: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number>
  /** Releases everything. No other call may follow. */
  close(): Promise<void>
}

/** The headers of a content that is fetched from the store. */
export interface Described {
  /** Content-Disposition, which holds the file's name. */
  readonly disposition: string
  /** Content-Type. */
  readonly mime: string
}

/** Lets readers fetch sealed bytes directly from the store. */
export interface Presigner {
  /** An address that answers `method` for at most a minute, without credentials. */
  address(key: string, method: 'GET' | 'HEAD', as: Described): Promise<string>
}

/** Stores records, by SQL through Kysely. An acknowledged commit survives a loss of power. */
export interface Database {
  readonly dialect: Dialect
  /** Whether several nodes may use it at the same time. */
  readonly isShared: boolean
  /** Gives its clock, in ms since the epoch, by which all nodes go; undefined where one node uses it. */
  readonly time: (() => Promise<number>) | undefined
  /**
   * Gives a name of the history that it goes on with. It is another one once a copy has taken its place, such as a standby that
   * was promoted, or a backup: then the last commits may be missing. Undefined where it cannot tell.
   */
  readonly history: () => Promise<string | undefined>
  /** For migrations, which may take long; undefined where `dialect` serves for them. */
  readonly migrating: Dialect | undefined
  /** Resolves when every commit so far would survive a loss of power. */
  durable(): Promise<void>
  /** Whether a transaction that failed so has left nothing behind, and would perhaps succeed if it were run again. */
  isUndone(error: unknown): boolean
  /** Whether a transaction failed so that nobody knows what became of it: the answer to its commit was lost. */
  isUnanswered(error: unknown): boolean
  /**
   * Runs the work while no node runs other work of the same name. Calls of one process wait for each other; false when another
   * node runs such work now: whoever needs it done calls again later. The signal aborts when the lock is lost, because its
   * connection broke: another node may begin then, so the work must end.
   */
  alone(name: string, work: (lost: AbortSignal) => Promise<void>): Promise<boolean>
  /**
   * Takes out of its files everything that was deleted or overwritten before the call. False while another process, such
   * as a backup, still reads there: call it again later. Must run while no transaction does.
   */
  forget(): Promise<boolean>
}

/** Sends events to connected clients. Best effort: an event is a hint, the record is the truth. */
export interface Announcer {
  /** To every connection of one participant in one appointment. */
  toParticipant(appointment: string, participant: string, event: ServerEvent): void
  /** To every desk connection of a practitioner. */
  toDesk(practitioner: string, event: ServerEvent): void
  /** To the pages that show documents to these people, whose keys are as `personOf` writes them. */
  toDocuments(people: readonly string[], event: ServerEvent): void
  /** Calls `heard` whenever any node tells a participant something. The function that it gives ends that. */
  listen(appointment: string, participant: string, heard: (name: EventName) => void): () => void
  /** The same for what any node tells a practitioner's desk. */
  listenAtDesk(practitioner: string, heard: (name: EventName) => void): () => void
  /** Tells a removed participant why, and closes all their connections. */
  goodbye(appointment: string, participant: string, why: WireError): void
}

/** What nodes say to each other. One of another version may say what this one does not know. */
export type NodeMessage = UploadMessage | PagesMessage

/** Of uploads: that one wants it that another receives, and that this one has let go of it. */
interface UploadMessage {
  readonly kind: 'release' | 'released'
  /** The node that receives the upload. */
  readonly node: string
  readonly upload: string
}

/** Which versions of the wire the pages of a node speak; or that it wants to know that of the others. */
type PagesMessage =
  | { readonly kind: 'which-pages'; readonly node: string }
  | {
      readonly kind: 'pages'
      readonly node: string
      /** The newest version that the node speaks. Its pages do so, too, but those of `people`. */
      readonly speaks: number
      /** Whether these are all, or those that have changed. */
      readonly all: boolean
      readonly people: readonly (readonly [person: string, version: number])[]
    }

/** Messages to all other nodes. Best effort. */
export interface Neighbours {
  tell(message: NodeMessage): void
  /** Sets who hears what other nodes tell. */
  hear(act: (message: NodeMessage) => void): void
}

/** A scanner's verdict on sealed bytes: only an explicit answer is `clean`. */
export type ScanVerdict =
  | { readonly state: 'unscanned' }
  | { readonly state: 'clean' }
  | { readonly state: 'infected'; readonly signature: string }
  /** The scanner has looked and cannot decide; it would say the same again. `said`: its own words, for the log. */
  | { readonly state: 'undecided'; readonly doubt: Doubt; readonly said: string }

/**
 * Looks for malware. Throws CHECK_UNAVAILABLE, and never says clean, when the scanner cannot be reached, is
 * too slow, or fails: another scan may succeed. Aborting the signal ends a scan at once, also a waiting one.
 */
export interface Scanner {
  /** False without a scanner: then a file is ready before its sender is answered. */
  readonly scans: boolean
  /** Scans a sealed object of `size` bytes. */
  scan(key: string, size: number, signal?: AbortSignal): Promise<ScanVerdict>
  /** Scans the harmless EICAR test file: `infected` is right; a scanner that says `clean` does not work. */
  prove(signal?: AbortSignal): Promise<ScanVerdict>
}

/** A stored picture. */
export interface Picture {
  /** The media type that the gate found in its bytes. */
  readonly mime: string
  /** Bytes. */
  readonly size: number
  /** Reads all of it. It may be called a second time, and may lend its chunks. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>
}

/**
 * Draws thumbnails: WebP, at most 320 pixels wide and high, upright, in sRGB, without metadata. It never enlarges, and
 * draws the first picture of an animation. Pictures wait for each other, in order.
 */
export interface Thumbnailer {
  /**
   * Gives undefined for what gets no thumbnail: another type than JPEG, PNG, WebP, GIF, AVIF and HEIC, broken bytes, or
   * more bytes, pixels, memory, time or waiting pictures than the limits allow. Whatever it throws is no word about the
   * picture: the signal's reason, what `read` throws, STORAGE_UNAVAILABLE when `read` gives another length, an
   * AbortError once closed, the system's error when it has no room for a process.
   */
  make(picture: Picture, signal?: AbortSignal): Promise<Uint8Array | undefined>
  /** Whether pictures can be drawn at all on this platform. If not, the log says so once. */
  prove(): Promise<boolean>
  /** Ends what runs, and releases everything. */
  close(): Promise<void>
}

/** One message to the app's backend. */
export interface Message {
  /** The same for each try, so that the backend can tell a repetition. */
  readonly id: string
  readonly url: string
  readonly body: string
  /** One to three, written `whsec_…`: each makes a signature. */
  readonly secrets: readonly string[]
}

/** What a message was answered with: an HTTP status, or why there is none. */
export type Answered = { readonly status: number } | { readonly failure: DeliveryFailure }

/**
 * Signs messages and posts them by Standard Webhooks. It connects to no private address unless the settings allow that,
 * follows no redirect, and reads next to nothing of an answer.
 */
export interface Courier {
  /** Gives the answer within `limits.webhookTry`. Rejects with the signal's reason once that aborts, and else never. */
  deliver(message: Message, signal: AbortSignal): Promise<Answered>
}

/** What requests are counted for: a person, all people of an appointment, all of a block of addresses. */
export type RatePolicy = 'person' | 'appointment' | 'address'

/** How much of a policy a key may use: `burst` at once, and `rate` a second for long. */
export interface Quota {
  readonly rate: number
  readonly burst: number
  /** How much a node lets a key use before it tells the others. */
  readonly batch: number
}

/** Counts on all nodes together. Without one each node counts by itself. */
export interface RateCounter {
  /**
   * Counts `points` of a key. Gives for how many ms no node shall let the key do more, 0 for none. Never rejects: while other
   * nodes cannot be reached it gives 0.
   */
  count(policy: RatePolicy, key: string, points: number): Promise<number>
}

/** The only source of time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `then` once, after `ms` milliseconds; the function that it gives cancels that. */
  after(ms: number, then: () => void): () => void
}
