/** What a photo contains beside its picture. */
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
  /** It has metadata that no page reads, such as packed texts. They are removed like the rest. */
  readonly unread?: boolean
  /** Everything to remove, in ascending order. */
  traces(): Trace[]
}
