/** The timeouts of one participant's access to one server, in ms. */
export interface Timeouts {
  /** An upload without progress for so long is given up. */
  readonly whole: number
  /** How long to wait for the server's offset before asking again: the request may have gone into a dead connection. */
  readonly ask: number
  /** An attempt without progress for so long begins anew. */
  readonly stall: number
  /** The same while the server checks what has arrived. */
  readonly verdict: number
  /** The first pause between two attempts, and the longest. */
  readonly pause: readonly [number, number]
  /** How long the app's token function may take. */
  readonly token: number
  /** While that function refuses, it is asked again for so long; then the page is signed out. */
  readonly refused: number
  /** While signed out, how long until a token is asked for again. */
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
