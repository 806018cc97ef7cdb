/** How far an upload is. Its attempts ask this and report to it. */
export interface UploadProgress {
  /** Bytes that the server has acknowledged. */
  acknowledged(): number
  /** Takes the number of bytes that the server has, from an answer to the upload. */
  learn(bytes: number): void
  /** Takes the error that ended an attempt; another attempt follows. */
  interrupted(cause: unknown): void
}

/** A file to upload. */
export interface UploadTask extends UploadProgress {
  /** The file's id. */
  readonly file: string
  readonly blob: Blob
}
