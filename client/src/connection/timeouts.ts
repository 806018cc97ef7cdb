/** The timeouts of one participant's access to one server, in ms. */
export interface Timeouts {
  /** After this time without progress an upload is given up. */
  readonly whole: number
  /** How long to wait for the server's offset before asking again: the request may have gone into a dead connection. */
  readonly ask: number
  /** After this time without progress an attempt starts again. */
  readonly stall: number
  /** The same, while the server checks the arrived bytes. */
  readonly verdict: number
  /** The first and the longest pause between two attempts. */
  readonly pause: readonly [number, number]
  /** How long the app's token function may take. */
  readonly token: number
  /** How long a token function that refuses is asked again, before the page is signed out. */
  readonly refused: number
  /** The pause before a signed-out page asks for a token again. */
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
