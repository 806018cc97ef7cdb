import type { Db } from '../../records/database.ts'
import type { SentFile } from '../../records/file.ts'
import type { TransferRow } from '../../records/tables.ts'
import { changeUpload } from '../../records/upload.ts'
import type { Change } from '../events/commit.ts'
import { moveFile } from './file.ts'
import { settleTransfer } from './settle.ts'

/**
 * Stops the bytes of a file that is no longer wanted and removes its objects, after the commit. Tells its receiver's list of
 * files if it was there.
 */
export type StopBytes = (change: Change, transfer: TransferRow, file: SentFile) => void

/** Withdraws files of a transfer; their uploads stop after the commit. Throws on an illegal move. */
export async function withdrawFiles(
  tx: Db,
  change: Change,
  {
    transfer,
    files,
    by,
    stop,
  }: {
    transfer: TransferRow
    files: readonly SentFile[]
    /** The participant who withdraws them; absent for the server. */
    by?: string
    stop: StopBytes
  },
): Promise<void> {
  for (const file of files) {
    await moveFile(tx, file, 'withdrawn', { ended_at: change.now, thumbnail: null })
    await changeUpload(tx, file.id, { object: null })
    change.fact(transfer.appointment, {
      kind: 'file-withdrawn',
      ...(by === undefined ? {} : { by }),
      transfer: transfer.id,
      file: file.id,
    })
    stop(change, transfer, file)
  }
  await settleTransfer(tx, change, transfer)
}
