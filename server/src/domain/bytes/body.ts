import type { Readable } from 'node:stream'
import type { Problem } from '@chairside/protocol'

/** The offset of an upload: bytes on stable storage, out of `size`. */
export interface Offset {
  readonly offset: number
  readonly size: number
  /** The SHA-256 of the bytes before the offset, in hex; undefined when unknown. */
  readonly digest?: string | undefined
  /** The earliest instant (ms since the epoch) at which an unfinished upload is given up, if any. */
  readonly expiresAt?: number | undefined
}

/** How a connection's upload ended. */
export interface Received extends Offset {
  /** Why the complete file was refused; null when it was not. */
  readonly problem: Problem | null
}

/** The body of one upload request. */
export interface Body {
  readonly source: Readable
  /**
   * The offset at which the body says it begins. A `whole` body replaces earlier bytes and is kept completely
   * or not at all, because its sender is never told how much of it arrived. One that begins `anew` replaces them too, and
   * can be gone on with.
   */
  readonly offset: number | 'anew' | 'whole'
  /** The sizes in bytes that the sender states for the whole content; each must be the announced one. */
  readonly totals?: readonly number[]
  /** The SHA-256 of the whole file in hex, as its sender states. */
  readonly digest?: string
  /** The announced length in bytes, if any. */
  readonly length: number | undefined
  /** Aborts when the body arrives too slowly. */
  readonly pace?: AbortSignal
  /** Copies a chunk when others share its memory, so that it can be released; absent when none is shared. */
  readonly own?: (chunk: Buffer) => Buffer
}
