import { isFetchable, isOnItsWay } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import { findRequest } from '../../records/request.ts'
import type { TransferRow } from '../../records/tables.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'
import { moveRequest } from './request-state.ts'
import { moveTransfer } from './transfer-state.ts'

/**
 * Settles a transfer once none of its files is on its way, and answers or reopens its request. The appointment must be
 * locked: when its last two files end at once, the later one sees that the other has ended.
 */
export async function settleTransfer(tx: Db, change: Change, transfer: TransferRow): Promise<void> {
  change.tell('transfer', transfer.appointment, transfer.id)
  // The row decides, because `transfer` may be older than a move in the same transaction.
  const now = await findTransfer(tx, transfer.id)
  const files = await listFiles(tx, transfer.id)
  if (files.some(isOnItsWay)) return
  if (now?.state === 'open') await moveTransfer(tx, now, 'settled')
  if (transfer.request === null) return
  const request = await findRequest(tx, transfer.request)
  if (request === undefined || request.state !== 'answering' || request.transfer !== transfer.id) return
  const about = { request: request.id, transfer: transfer.id }
  if (files.some(isFetchable)) {
    await moveRequest(tx, change, request, 'answered', { ended_at: change.now })
    change.fact(transfer.appointment, { kind: 'request-answered', ...about })
  } else {
    await moveRequest(tx, change, request, 'asked', { transfer: null })
    change.fact(transfer.appointment, { kind: 'request-reopened', ...about })
  }
}
