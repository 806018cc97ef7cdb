import { isFetchable, isOnItsWay } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import { findRequest } from '../../records/request.ts'
import type { TransferRow } from '../../records/tables.ts'
import { lockTransfer } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'
import { moveRequest } from './request-state.ts'
import { moveTransfer } from './transfer-state.ts'

/** Settles a transfer once none of its files is on its way, and answers or reopens its request. */
export async function settleTransfer(tx: Db, change: Change, transfer: TransferRow): Promise<void> {
  change.tell('transfer', transfer.appointment, transfer.id)
  // The locked row decides, because `transfer` may be older.
  const locked = await lockTransfer(tx, transfer.id)
  const files = await listFiles(tx, transfer.id)
  if (files.some(isOnItsWay)) return
  if (locked?.state === 'open') await moveTransfer(tx, locked, 'settled')
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
