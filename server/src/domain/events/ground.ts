import type { Limits } from '../../limits.ts'
import type { Log } from '../../log.ts'
import type { Meter } from '../../metrics.ts'
import type { Records } from '../../records/database.ts'
import type { Clock } from '../../seams.ts'
import type { Again } from './again.ts'
import type { Commit } from './commit.ts'

/** What every room of the domain uses; made once. */
export interface Ground {
  readonly records: Records
  readonly commit: Commit
  readonly again: Again
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly meter: Meter
}
