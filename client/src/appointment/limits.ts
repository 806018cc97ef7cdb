import { acceptOf, noteLimit, transferPolicy } from '@chairside/protocol'

/** The limits of one transfer, for file inputs and text fields. */
export interface Limits {
  readonly files: number
  /** Bytes of all files of one transfer together. */
  readonly bytes: number
  /** Characters of a note or a reason. */
  readonly noteLength: number
  /** The `accept` of a file input. */
  readonly accept: string
}

/** The limits of every transfer. */
export const limits: Limits = {
  files: transferPolicy.files,
  bytes: transferPolicy.bytes,
  noteLength: noteLimit,
  accept: acceptOf(transferPolicy),
}
