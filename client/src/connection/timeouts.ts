/** The waits of everything through which one participant reaches one server, in ms. */
export interface Timeouts {
  /** Without a byte for so long an upload is given up. */
  readonly whole: number
  /** The question where an upload stands is asked anew after so long: it may have gone into a dead connection. */
  readonly ask: number
  /** An attempt on which nothing moves for so long is begun anew. */
  readonly stall: number
  /** The same while the server checks what has arrived. */
  readonly verdict: number
  /** The first pause between two attempts, and the longest. */
  readonly pause: readonly [number, number]
  /** The app's token function has so long to answer. */
  readonly token: number
  /** While it says no, it is asked for so long before we are signed out. */
  readonly refused: number
  /** Signed out, a token is asked for again after so long. */
  readonly signedOut: number
}

export const timeouts: Timeouts = {
  whole: 300_000,
  ask: 8_000,
  stall: 10_000,
  verdict: 120_000,
  pause: [500, 15_000],
  token: 30_000,
  refused: 60_000,
  signedOut: 60_000,
}
