/** One file's way up. */
export interface UploadTask {
  /** Its id. */
  readonly file: string
  readonly blob: Blob
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** Hears from the upload's own answers how far the server is. */
  learn(bytes: number): void
  /** An attempt was lost to the line; another one follows. */
  interrupted(): void
}

/** The waits of an upload, in ms. */
export interface Patience {
  /** Without a byte for so long it is given up. */
  readonly whole: number
  /** The question where an upload stands is asked anew after so long: it may have gone into a dead connection. */
  readonly ask: number
  /** An attempt on which nothing moves for so long is begun anew. */
  readonly stall: number
  /** The same while the server checks what has arrived. */
  readonly verdict: number
  /** The first pause between two attempts, and the longest. */
  readonly pause: readonly [number, number]
}

export const patience: Patience = {
  whole: 300_000,
  ask: 8_000,
  stall: 15_000,
  verdict: 120_000,
  pause: [500, 15_000],
}
