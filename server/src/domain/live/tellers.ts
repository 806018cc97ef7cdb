import { listParticipants } from '../../records/participant.ts'
import { findRequest } from '../../records/request.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { Teller } from '../events/commit.ts'
import { may } from '../people/permission.ts'
import { type Sight, seeTransfer, viewRequest } from './view.ts'

/** Tells asker and asked patient of a changed request. */
export const tellRequest: Teller = async (tx, id) => {
  const request = await findRequest(tx, id)
  if (request === undefined) return undefined
  const { appointment } = request
  return {
    to: (await listParticipants(tx, appointment)).filter((me) => may(me, 'see a request', { request })),
    say: (_, revision) => ({
      name: 'request',
      payload: { revision, appointment, request: viewRequest(request) },
    }),
  }
}

/** Tells sender and receiver of a changed transfer and its files. */
export function createTransferTeller(sight: Sight): Teller {
  return async (tx, id) => {
    const transfer = await findTransfer(tx, id)
    if (transfer === undefined) return undefined
    const to = (await listParticipants(tx, transfer.appointment)).filter((me) =>
      may(me, 'see a transfer', { transfer }),
    )
    const seen = await seeTransfer(tx, transfer, sight)
    return { to, say: (me, revision) => ({ name: 'transfer', payload: { revision, transfer: seen(me.id) } }) }
  }
}
