import { isOnItsWay } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import { findOpenRequest } from '../../records/request.ts'
import type { RequestRow } from '../../records/tables.ts'
import { listTransfers } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'
import type { AppointmentPart } from '../people/ending.ts'
import { eraseExchange } from './erasing.ts'
import { moveRequest } from './request-state.ts'
import { type StopBytes, withdrawFiles } from './withdrawal.ts'

/**
 * The open request expires when the appointment ends, or when its asker or the asked patient is removed.
 * Files on their way from or to a removed participant are withdrawn.
 */
export function createLivePart(stop: StopBytes): AppointmentPart {
  return {
    ended: async (tx, change, appointment) => {
      const request = await findOpenRequest(tx, appointment)
      if (request !== undefined) await expireRequest(tx, change, request)
    },
    changed: async () => undefined,
    paid: async () => undefined,
    left: async (tx, change, { appointment, id }) => {
      const request = await findOpenRequest(tx, appointment)
      if (request?.asker === id || request?.asked === id) await expireRequest(tx, change, request)
      for (const transfer of await listTransfers(tx, appointment)) {
        if ((transfer.sender !== id && transfer.receiver !== id) || transfer.state !== 'open') continue
        const files = (await listFiles(tx, transfer.id)).filter(isOnItsWay)
        await withdrawFiles(tx, change, { transfer, files, stop })
      }
    },
    erased: eraseExchange,
  }
}

/** Expires a request that can no longer be answered. */
async function expireRequest(tx: Db, change: Change, request: RequestRow): Promise<void> {
  await moveRequest(tx, change, request, 'expired', { ended_at: change.now })
  change.fact(request.appointment, { kind: 'request-expired', request: request.id })
}
