import { ChairsideError } from '@chairside/protocol'

/** What an S3 server answered instead of success. */
export interface Refusal {
  /** Its code, as "Error responses" of the Amazon S3 API reference lists them. */
  readonly code: string
  readonly status: number
  /** How often the request was sent until this answer came. */
  readonly attempts: number
}

/** What is in the way of the shape in which the SDK throws answers, and our own sender too. */
export class S3Error extends Error {
  override readonly name: string
  readonly $metadata: { readonly httpStatusCode: number; readonly attempts: number }

  constructor({ code, status, attempts }: Refusal) {
    super(`S3 answers ${status} ${code}`)
    this.name = code
    this.$metadata = { httpStatusCode: status, attempts }
  }
}

/** The answer that an error carries; undefined where none came: the line, a time-out, the caller's own end. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const { httpStatusCode, attempts } = error.$metadata as { httpStatusCode?: number; attempts?: number }
  if (httpStatusCode === undefined) return undefined
  return { code: error.name, status: httpStatusCode, attempts: attempts ?? 1 }
}

/** Whether the same request may succeed later: it was not answered, or the server or its rights were in the way. */
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

/** Whether what was asked for is not there. */
export function isMissing(error: unknown): boolean {
  return missing.has(refusalIn(error)?.code ?? '')
}

/** Whether an S3 server or the spool folder has no room. */
export function isFull(error: unknown): boolean {
  const refusal = refusalIn(error)
  if (refusal !== undefined) return full.has(refusal.code) || refusal.status === 507
  return error instanceof Error && 'code' in error && noRoom.has(String(error.code))
}

/**
 * Any error of an S3 server, of the line to it or of the spool folder as one of ours. What vanished while it was
 * written is out of reach, not missing: its sender is to ask where the upload stands.
 */
export function translate(error: unknown): ChairsideError {
  if (error instanceof ChairsideError) return error
  return new ChairsideError(isFull(error) ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', { cause: error })
}
