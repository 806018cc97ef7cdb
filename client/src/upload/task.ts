/** How far an upload is: what is known of it, and what its attempts find out. */
export interface UploadProgress {
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** Takes how many bytes the server has, as an answer to the upload says. */
  learn(bytes: number): void
  /** Takes why an attempt ended, the connection's cause or the server's; another attempt follows. */
  interrupted(cause: unknown): void
}

/** A file to upload. */
export interface UploadTask extends UploadProgress {
  /** Its id. */
  readonly file: string
  readonly blob: Blob
}
