import type { Db } from '../../records/database.ts'
import type { TransferRow } from '../../records/tables.ts'
import { setTransferState } from '../../records/transfer.ts'

/*
 *   open → settled (every file ready, downloaded, rejected, withdrawn or expired) | withdrawn
 */
const moves: Readonly<Record<TransferRow['state'], readonly TransferRow['state'][]>> = {
  open: ['settled', 'withdrawn'],
  settled: [],
  withdrawn: [],
}

/** Moves a transfer to its next state. The only writer of that state. Throws on an illegal move, which is a bug. */
export async function moveTransfer(
  tx: Db,
  transfer: TransferRow,
  to: TransferRow['state'],
): Promise<TransferRow> {
  const { id, state } = transfer
  if (!moves[state].includes(to)) throw new Error(`a transfer cannot go from ${state} to ${to}`)
  await setTransferState(tx, id, to)
  return { ...transfer, state: to }
}
