import { isFetchable, isOnItsWay } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import { changeRequest, findRequest } from '../../records/request.ts'
import type { TransferRow } from '../../records/tables.ts'
import { lockTransfer, setTransferState } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'

/*
 *   transfer:  open → settled (every file ready, downloaded, rejected, withdrawn or expired) | withdrawn
 *   request:   answering → answered (settled with at least one file ready) | asked (settled with none)
 */

/** Settles a transfer once none of its files is on its way, and answers or reopens its request. */
export async function settleTransfer(tx: Db, change: Change, transfer: TransferRow): Promise<void> {
  change.tell('transfer', transfer.appointment, transfer.id)
  await lockTransfer(tx, transfer.id)
  const files = await listFiles(tx, transfer.id)
  if (files.some(isOnItsWay)) return
  if (transfer.state === 'open') await setTransferState(tx, transfer.id, 'settled')
  if (transfer.request === null) return
  const request = await findRequest(tx, transfer.request)
  if (request === undefined || request.state !== 'answering' || request.transfer !== transfer.id) return
  const about = { request: request.id, transfer: transfer.id }
  if (files.some(isFetchable)) {
    await changeRequest(tx, request.id, { state: 'answered', ended_at: change.now })
    change.fact(transfer.appointment, { kind: 'request-answered', ...about })
  } else {
    await changeRequest(tx, request.id, { state: 'asked', transfer: null })
    change.fact(transfer.appointment, { kind: 'request-reopened', ...about })
  }
  change.tell('request', transfer.appointment, request.id)
}
