import type { ChairsideError } from '@chairside/protocol'

/** What is told of one thing that may be wrong; undefined once it is not wrong any more. */
export type Trouble = (error: ChairsideError | undefined) => void

/**
 * Joins what is wrong with the token function and with the connection into one voice: the token comes first, because without one
 * nothing is connected. It tells a change, and nothing twice.
 */
export function joinTroubles(tell: Trouble): { readonly ofToken: Trouble; readonly ofConnection: Trouble } {
  let [token, connection, told] = [undefined, undefined, undefined] as (ChairsideError | undefined)[]
  const say = (): void => {
    const now = token ?? connection
    if (now === told) return
    told = now
    tell(now)
  }
  return {
    ofToken: (error) => {
      token = error
      say()
    },
    ofConnection: (error) => {
      connection = error
      say()
    },
  }
}
