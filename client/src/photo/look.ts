/** What a photo says beside its picture. */
export interface Told {
  /** Where it was taken. */
  readonly location: boolean
  /** What was seen and heard around it: a short film behind the picture. */
  readonly film: boolean
}

/** Bytes of a file that say it, and what stands there without: zeros where `bytes` is absent. */
export interface Trace {
  readonly at: number
  readonly length: number
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined
}

/** What was found in a photo. */
export interface Look extends Told {
  /** It has metadata that are not read here, as packed texts: nobody is told, and they are taken out like the rest. */
  readonly unread?: boolean
  /** Everything that is to be taken out, first to last. */
  traces(): Trace[]
}
