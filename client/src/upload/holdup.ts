import { ChairsideError } from '@chairside/protocol'

/** Gives `cause` if it is an error of the server's storage; else undefined. */
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
