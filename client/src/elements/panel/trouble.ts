import type { Problem } from '@chairside/protocol'

/** Why an act failed, and whom it was meant for. */
export interface Trouble {
  readonly problem: Problem
  /** The name of that person; empty without one. */
  readonly otherName: string
}
