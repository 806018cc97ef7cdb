import { ChairsideError, type Problem } from '@chairside/protocol'
import type { UploadRow } from '../../records/tables.ts'
import { refusalOf } from '../gate/verdict.ts'
import type { Body, Received } from './body.ts'
import type { Stage } from './owner.ts'

/** Throws unless bytes are still to come: CONFLICT, or why they are gone. */
export function requireArriving(stage: Stage): void {
  if (stage.at === 'gone') throw stage.why
  if (stage.at !== 'arriving') throw new ChairsideError({ code: 'CONFLICT', state: stage.at })
}

/** Throws the reason when the bytes are gone. */
export function requireNotGone(stage: Stage): void {
  if (stage.at === 'gone') throw stage.why
}

/**
 * Throws UPLOAD_OFFSET_MISMATCH unless a body begins at `at`, SIZE_MISMATCH when it ends beyond the size, or states another
 * size.
 */
export function requireFit(upload: UploadRow, { offset, length, totals }: Body, at: number): void {
  const { size } = upload
  const begin = typeof offset === 'number' ? offset : 0
  if (begin !== at) throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: at, actual: begin })
  requireTotals(upload, totals)
  if (length !== undefined && at + length > size)
    throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: at + length })
}

function requireTotals({ size }: UploadRow, totals: Body['totals'] = []): void {
  const other = totals.find((total) => total !== size)
  if (other !== undefined) throw new ChairsideError({ code: 'SIZE_MISMATCH', limit: size, actual: other })
}

/** The answer to a body sent again after its answer was lost; undefined while bytes are still to come. */
export function alreadyReceived(
  upload: UploadRow,
  stage: Stage,
  { offset, totals }: Body,
): Received | undefined {
  if (stage.at === 'arriving') return undefined
  requireNotGone(stage)
  const { size } = upload
  if (typeof offset === 'number' && offset !== size) {
    throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: size, actual: offset })
  }
  requireTotals(upload, totals)
  return { offset: size, size, problem: null }
}

/** The problem that refuses a content, if the error that ended its connection is about the content; else undefined. */
export function verdictIn(error: unknown): Problem | undefined {
  const tooLarge = error instanceof ChairsideError && error.code === 'SIZE_MISMATCH'
  if (tooLarge && error.problem.actual === undefined) return error.problem
  return refusalOf(error)
}
