import type { ServerEvent, WireError } from '@chairside/protocol'
import type { Dialect } from 'kysely'

/** A run of an append: the batch goes to byte `at`, in the name of one connection's epoch. */
export interface Append {
  /** Counts the connections of one upload; the newest one wins. */
  readonly epoch: number
  /** Where the batch begins; must be the object's present length, in bytes. */
  readonly at: number
  /** The store's own from then on, which nobody else reads any more: it gives their memory back when it is done. */
  readonly chunks: readonly Uint8Array[]
}

/** How sealed bytes are read. */
export interface Reading {
  /** Stops the reading when it aborts. */
  readonly signal?: AbortSignal
  /**
   * Chunks are only lent: each may be filled anew once the next one is asked for. Without it they are the reader's
   * own.
   */
  readonly lend?: boolean
}

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Where bytes live. Keys are random and say nothing. Before `seal` only the length can be asked, also after a
 * crash; sealed bytes never change. Errors are STORAGE_FULL, STORAGE_UNAVAILABLE, and of `read` NOT_FOUND.
 */
export interface ObjectStore {
  /**
   * Adds a batch at the end. Refuses an epoch older than one it has seen (UPLOAD_TAKEN_OVER) and a batch that does
   * not begin at the end (UPLOAD_OFFSET_MISMATCH). What of it would survive this process `length` says.
   */
  append(key: string, append: Append): Promise<void>
  /**
   * Bytes of an object, all of them on stable storage when this resolves; 0 for one that nobody began. `epoch` is
   * that of the newest connection as the records know it: what a store remembers of an older one is not trusted.
   */
  length(key: string, epoch: number): Promise<number>
  /**
   * Ends the appends of an object of exactly `size` bytes, all of them on stable storage when this resolves; sealing
   * it again changes nothing. One of another size, also 0 because nobody began it, is UPLOAD_OFFSET_MISMATCH.
   */
  seal(key: string, size: number): Promise<void>
  /** Sealed bytes, in order. */
  read(key: string, range: ByteRange, reading?: Reading): AsyncIterable<Uint8Array>
  /** Forgets an object, sealed or not; one that is not there is no error. */
  remove(key: string): Promise<void>
  /** Asks about every object that was last written before `before` (ms) and removes the ones not wanted. */
  sweep(before: number, wanted: (keys: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number>
  /** Lets go of what it holds open; nothing is asked of it afterwards. */
  close(): Promise<void>
}

/** How a content is described to whoever fetches it from the store by itself. */
export interface Described {
  /** Content-Disposition, which holds the file's name. */
  readonly disposition: string
  /** Content-Type. */
  readonly mime: string
}

/** Lets readers fetch sealed bytes from the store itself. */
export interface Presigner {
  /** An address that answers GET, or HEAD, for at most a minute, whoever uses it. */
  address(key: string, method: 'GET' | 'HEAD', as: Described): Promise<string>
}

/** Where records live: SQL, spoken through Kysely. A commit that was answered survives power loss. */
export interface Database {
  readonly dialect: Dialect
  /** Resolves when every commit up to now would survive a loss of power. */
  durable(): Promise<void>
  /** Runs the work while nobody else, on any node, runs work of the same name. */
  alone(name: string, work: () => Promise<void>): Promise<void>
}

/** Tells connected clients. Best effort: an event is a hint, the record is the truth. */
export interface Announcer {
  /** To every connection of one participant in one appointment. */
  toParticipant(appointment: string, participant: string, event: ServerEvent): void
  /** To every desk of a practitioner, who looks at several appointments there. */
  toDesk(practitioner: string, event: ServerEvent): void
  /**
   * Calls `heard` whenever a participant is told something that has a revision, or is said goodbye to, on whichever
   * node; the answer ends that.
   */
  listen(appointment: string, participant: string, heard: () => void): () => void
  /** Says why, and closes every connection of a participant who may no longer be here. */
  goodbye(appointment: string, participant: string, why: WireError): void
}

/** What a scanner says of sealed bytes: only an explicit word is clean. */
export type ScanVerdict =
  | { readonly state: 'unscanned' }
  | { readonly state: 'clean' }
  | { readonly state: 'infected'; readonly signature: string }

/**
 * Looks for malware. One that cannot be reached, is too slow, or does not decide about the whole content throws
 * CHECK_UNAVAILABLE; it never says clean. Aborting the signal ends a scan at once, also one that waits for its turn.
 */
export interface Scanner {
  /** False where none is set: then a file is ready before its sender is answered. */
  readonly scans: boolean
  /** Scans a sealed object of `size` bytes. */
  scan(key: string, size: number, signal?: AbortSignal): Promise<ScanVerdict>
  /** Tries it with the harmless EICAR test file: `infected` is right, with `clean` its word is worth nothing. */
  prove(signal?: AbortSignal): Promise<ScanVerdict>
}

/** The only one that knows what time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `then` once, after so many milliseconds; the answer cancels it. */
  after(ms: number, then: () => void): () => void
}
