import type { Readable } from 'node:stream'
import type { Problem } from '@chairside/protocol'

/** Where an upload stands: bytes on stable storage, of how many. */
export interface Offset {
  readonly offset: number
  readonly size: number
  /** The SHA-256 of the bytes up to there, in hex; undefined where it is not known. */
  readonly digest?: string | undefined
}

/** What a connection ended with. */
export interface Received extends Offset {
  /** Why the file was refused when its last byte had come. */
  readonly problem: Problem | null
}

/** Bytes that somebody sends. */
export interface Body {
  readonly source: Readable
  /**
   * Where the body says that it begins. A whole one replaces what came before, and is kept whole or not at all: nobody
   * is told how much of it came.
   */
  readonly offset: number | 'whole'
  /** What its sender says that all bytes of the file are: their SHA-256 in hex. */
  readonly digest?: string
  /** Bytes it announces, if it does. */
  readonly length: number | undefined
  /** Aborts when it comes too slowly. */
  readonly pace?: AbortSignal
  /** Makes a chunk nobody else's, whose memory may then be given back; absent where every one is so already. */
  readonly own?: (chunk: Buffer) => Buffer
}
