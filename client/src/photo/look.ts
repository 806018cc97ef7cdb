/** Whether a photo contains more than its picture. */
export interface Told {
  /** The location where it was taken. */
  readonly location: boolean
  /** A short film with sound, behind the picture of a motion photo. */
  readonly film: boolean
}

/** A range of a file to replace by `bytes`, or by zeros if they are absent. */
export interface Trace {
  readonly at: number
  readonly length: number
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
}

/** The result of looking at a photo. */
export interface Look extends Told {
  /** Whether it has metadata that pages do not read, such as packed texts; `traces` has these, too. */
  readonly unread?: boolean
  /** Everything to remove, in ascending order. */
  traces(): Promise<Trace[]>
}
