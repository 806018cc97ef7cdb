import { ChairsideError } from '@chairside/protocol'

/** Primary result codes (sqlite.org/rescode.html) of a lock of another process, a full disk, and one that does not work. */
export const busy = 5
const full = 13
const unavailable = new Set([5, 6, 8, 10, 14])

/** The primary result code of an error of SQLite; undefined for another error. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
}

/** Runs work on the database. Throws STORAGE_FULL and STORAGE_UNAVAILABLE for errors of the disk. */
export function translated<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    const code = codeOf(cause)
    if (code === full) throw new ChairsideError('STORAGE_FULL', { cause })
    if (code !== undefined && unavailable.has(code))
      throw new ChairsideError('STORAGE_UNAVAILABLE', { cause })
    throw cause
  }
}
