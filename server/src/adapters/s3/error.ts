import { ChairsideError } from '@chairside/protocol'

/** An error that an S3 server answered. */
export interface Refusal {
  /** The code, by "Error responses" of the Amazon S3 API reference. */
  readonly code: string
  readonly status: number
  /** How often the request was sent until this answer. */
  readonly attempts: number
}

/** A refusal in the shape in which the SDK throws its own; for `Sender`. */
export class S3Error extends Error {
  override readonly name: string
  readonly $metadata: { readonly httpStatusCode: number; readonly attempts: number }

  constructor({ code, status, attempts }: Refusal) {
    super(`S3 answers ${status} ${code}`)
    this.name = code
    this.$metadata = { httpStatusCode: status, attempts }
  }
}

/** The refusal in an error; undefined without an answer: a lost connection, a time-out, an abort. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const { httpStatusCode, attempts } = error.$metadata as { httpStatusCode?: number; attempts?: number }
  if (httpStatusCode === undefined) return undefined
  return { code: error.name, status: httpStatusCode, attempts: attempts ?? 1 }
}

/** Whether the same request may succeed later: there was no answer, the server failed, or it denied the right. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ChairsideError) return false
  const status = refusalIn(error)?.status
  return status === undefined || status >= 500 || [401, 403, 408, 409, 425, 429].includes(status)
}

const missing = new Set(['NoSuchKey', 'NotFound'])
const full = new Set([
  'QuotaExceeded',
  'InsufficientCapacity',
  'InsufficientStorage',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
])
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Whether the object asked for does not exist. */
export function isMissing(error: unknown): boolean {
  return missing.has(refusalIn(error)?.code ?? '')
}

/** Whether the S3 server or the spool folder is full. */
export function isFull(error: unknown): boolean {
  const refusal = refusalIn(error)
  if (refusal !== undefined) return full.has(refusal.code) || refusal.status === 507
  return error instanceof Error && 'code' in error && noRoom.has(String(error.code))
}

/**
 * Turns an error of the S3 server, its connection or the spool folder into STORAGE_FULL or
 * STORAGE_UNAVAILABLE, also for an object that vanished while written: its sender must ask for the offset.
 */
export function translate(error: unknown): ChairsideError {
  if (error instanceof ChairsideError) return error
  return new ChairsideError(isFull(error) ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', { cause: error })
}
