import type { Finding } from './finding.ts'

/** What was found of the database. */
export interface Tried {
  readonly finding: Finding
  /** Undefined where they cannot be read. */
  readonly records: Known | undefined
}

/** What is known of the records: their identity, or that they have none yet. */
export interface Known {
  readonly id: string | undefined
}
