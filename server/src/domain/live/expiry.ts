import type { Limits } from '../../limits.ts'
import type { AppointmentRow } from '../../records/tables.ts'

/**
 * The earliest instant (ms since the epoch) at which unfinished files expire: `finishAfterEnd` after the end of
 * their appointment, which the sweep ends no earlier than `endAfter` past its plan.
 */
export function expiryOf(
  { ended_at, ends_at }: AppointmentRow,
  now: number,
  { endAfter, finishAfterEnd }: Limits,
): number {
  return (ended_at ?? Math.max(now, ends_at + endAfter)) + finishAfterEnd
}
