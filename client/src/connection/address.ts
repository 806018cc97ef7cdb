import type { ChairsideError } from '@chairside/protocol'
import type { TokenSource } from './token.ts'

/** Where a server is, and the token of a person. */
export interface Address {
  /** The server's address, as in `https://files.example.org`. */
  readonly url: string
  readonly token: TokenSource
  /** Aborting it closes what was opened, at any time. */
  readonly signal?: AbortSignal | undefined
  /**
   * Told why there is no connection yet, or no token, while both are tried again; undefined once that is over. Told also what
   * keeps the socket away where the page asks by requests.
   */
  readonly trouble?: ((error: ChairsideError | undefined) => void) | undefined
}
