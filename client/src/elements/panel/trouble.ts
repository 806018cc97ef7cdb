import type { Problem } from '@chairside/protocol'

/** Why an act failed, and whom it was meant for; `link`: the person dropped a link and no file. */
export type Trouble = Failed | 'link'

interface Failed {
  readonly problem: Problem
  /** The name of the person for whom the act was; empty without one. */
  readonly otherName: string
}
