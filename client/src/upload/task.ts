/** One file's way up. */
export interface UploadTask {
  /** Its id. */
  readonly file: string
  readonly blob: Blob
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** Hears from the upload's own answers how far the server is. */
  learn(bytes: number): void
  /** An attempt was lost, to the line or for what the server said; another one follows. */
  interrupted(cause: unknown): void
}
