import type { Readable } from 'node:stream'
import { ChairsideError, type Problem } from '@chairside/protocol'
import type { FileRow } from '../records/tables.ts'
import { isWanted } from './file.ts'
import { refusalOf } from './gate/verdict.ts'

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

/** Throws unless bytes of a file may still come. */
export function requireOpen(file: FileRow): void {
  requireNotGone(file)
  if (!isWanted(file)) throw new ChairsideError({ code: 'CONFLICT', state: file.state })
}

/** Throws what became of a file that is gone. */
export function requireNotGone(file: FileRow): void {
  if (file.state === 'withdrawn') throw new ChairsideError('WITHDRAWN')
  if (file.state === 'expired') throw new ChairsideError('EXPIRED')
  if (file.state === 'rejected') throw rejection(file)
}

function rejection(file: FileRow): ChairsideError {
  const details = file.details === null ? {} : JSON.parse(file.details)
  return new ChairsideError({ ...details, code: file.code ?? 'INTERNAL' })
}

/** A body that does not fit changes nothing: it must begin where the upload stands, and end within its size. */
export function requireFit({ size }: FileRow, { offset, length }: Body, at: number): void {
  const begin = offset === 'whole' ? 0 : offset
  if (begin !== at) throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: at, actual: begin })
  if (length !== undefined && at + length > size)
    throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: at + length })
}

/** A body that is sent again because the answer to its last byte was lost gets that answer. */
export function alreadyReceived(file: FileRow, body: Body): Received | undefined {
  if (isWanted(file)) return undefined
  requireNotGone(file)
  if (body.offset !== 'whole' && body.offset !== file.size) {
    throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: file.size, actual: body.offset })
  }
  return { offset: file.size, size: file.size, problem: null }
}

/** Why a file is refused for what came of it, if that is what ended its connection. */
export function verdictIn(error: unknown): Problem | undefined {
  const tooLarge = error instanceof ChairsideError && error.code === 'SIZE_MISMATCH'
  if (tooLarge && error.problem.actual === undefined) return error.problem
  return refusalOf(error)
}
