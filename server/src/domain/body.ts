import type { Readable } from 'node:stream'
import { ChairsideError, type Problem } from '@chairside/protocol'
import type { FileRow } from '../records/tables.ts'

/** Where an upload stands: bytes on stable storage, of how many. */
export interface Offset {
  readonly offset: number
  readonly size: number
}

/** What a connection ended with. */
export interface Received extends Offset {
  /** Why the file was refused when its last byte had come. */
  readonly problem: Problem | null
}

/** Bytes that somebody sends. */
export interface Body {
  readonly source: Readable
  /** Where the body says that it begins; the beginning of a file sent whole is known without asking. */
  readonly offset: number | 'whole'
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
  if (file.state !== 'offered' && file.state !== 'receiving')
    throw new ChairsideError({ code: 'CONFLICT', seen: file.state })
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
  if (file.state === 'offered' || file.state === 'receiving') return undefined
  requireNotGone(file)
  if (body.offset !== 'whole' && body.offset !== file.size) {
    throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: file.size, actual: body.offset })
  }
  return { offset: file.size, size: file.size, problem: null }
}
