import { ChairsideError } from '@chairside/protocol'

/** The error of the server's storage, when that ended an attempt; undefined for any other cause. */
export function holdupIn(cause: unknown): ChairsideError | undefined {
  if (!(cause instanceof ChairsideError)) return undefined
  switch (cause.code) {
    case 'STORAGE_FULL':
    case 'STORAGE_UNAVAILABLE':
      return cause
    default:
      return undefined
  }
}
