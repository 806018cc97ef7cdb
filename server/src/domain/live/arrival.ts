import { ChairsideError, type Problem } from '@chairside/protocol'
import type { FileRow } from '../../records/tables.ts'
import type { Body, Received } from '../bytes/body.ts'
import { refusalOf } from '../gate/verdict.ts'
import { isWanted } from './file.ts'

/** Throws unless the file still accepts bytes: CONFLICT, or what `requireNotGone` throws. */
export function requireOpen(file: FileRow): void {
  requireNotGone(file)
  if (!isWanted(file)) throw new ChairsideError({ code: 'CONFLICT', state: file.state })
}

/** Throws WITHDRAWN, EXPIRED or the code of the rejection when the file is gone. */
export function requireNotGone(file: FileRow): void {
  if (file.state === 'withdrawn') throw new ChairsideError('WITHDRAWN')
  if (file.state === 'expired') throw new ChairsideError('EXPIRED')
  if (file.state === 'rejected') throw rejection(file)
}

function rejection(file: FileRow): ChairsideError {
  const details = file.details === null ? {} : JSON.parse(file.details)
  return new ChairsideError({ ...details, code: file.code ?? 'INTERNAL' })
}

/** Throws UPLOAD_OFFSET_MISMATCH unless a body begins at `at`, SIZE_MISMATCH when it ends beyond the size. */
export function requireFit({ size }: FileRow, { offset, length }: Body, at: number): void {
  const begin = offset === 'whole' ? 0 : offset
  if (begin !== at) throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: at, actual: begin })
  if (length !== undefined && at + length > size)
    throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: at + length })
}

/** The answer to a body sent again after its answer was lost; undefined while the file accepts bytes. */
export function alreadyReceived(file: FileRow, body: Body): Received | undefined {
  if (isWanted(file)) return undefined
  requireNotGone(file)
  if (body.offset !== 'whole' && body.offset !== file.size) {
    throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: file.size, actual: body.offset })
  }
  return { offset: file.size, size: file.size, problem: null }
}

/** The problem that refuses a file, when the error that ended its connection is about its content. */
export function verdictIn(error: unknown): Problem | undefined {
  const tooLarge = error instanceof ChairsideError && error.code === 'SIZE_MISMATCH'
  if (tooLarge && error.problem.actual === undefined) return error.problem
  return refusalOf(error)
}
