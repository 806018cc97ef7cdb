import type { Limits } from '../../limits.ts'
import type { Db } from '../../records/database.ts'
import type { SentFile } from '../../records/file.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import { changeUpload } from '../../records/upload.ts'
import type { Change } from '../events/commit.ts'
import { moveFile } from './file.ts'

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

/** Expires a file: its bytes lose their pointer. The caller must settle its transfer. Throws on an illegal move. */
export async function expireFile(tx: Db, change: Change, file: SentFile): Promise<void> {
  const { id, appointment, transfer } = file
  await moveFile(tx, file, 'expired', { ended_at: change.now, thumbnail: null })
  await changeUpload(tx, id, { object: null })
  change.fact(appointment, { kind: 'file-expired', transfer, file: id })
}
