import type { Problem } from '@chairside/protocol'

/** Why an act failed, and whom it was meant for; or that what was dropped is a link and no file. */
export type Trouble = Failed | 'link'

interface Failed {
  readonly problem: Problem
  /** The name of that person; empty without one. */
  readonly otherName: string
}
