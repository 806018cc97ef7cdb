import type { RequestState } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeRequest } from '../../records/request.ts'
import type { RequestRow } from '../../records/tables.ts'
import type { Change } from '../events/commit.ts'

/*
 *   asked → answering(transfer) → answered (at least one file ready) | asked again (none)
 *   asked → declined(reason)      asked or answering → withdrawn | expired
 *   declined → answering(transfer), after all
 */
const moves: Readonly<Record<RequestState, readonly RequestState[]>> = {
  asked: ['answering', 'declined', 'withdrawn', 'expired'],
  answering: ['answered', 'asked', 'withdrawn', 'expired'],
  answered: [],
  declined: ['answering'],
  withdrawn: [],
  expired: [],
}

/** The fields of a request that an answer changes; a reason for declining does not hold any more. */
export const answeringBy = (transfer: string) => ({ transfer, reason: null, ended_at: null })

/**
 * Moves a request to its next state, with that state's fields, and tells both sides. The only writer of that
 * state. Throws on an illegal move, which is a bug.
 */
export async function moveRequest(
  tx: Db,
  change: Change,
  request: RequestRow,
  to: RequestState,
  fields: Partial<Pick<RequestRow, 'transfer' | 'reason' | 'ended_at'>> = {},
): Promise<RequestRow> {
  const { id, state, appointment } = request
  if (!moves[state].includes(to)) throw new Error(`a request cannot go from ${state} to ${to}`)
  await changeRequest(tx, id, { ...fields, state: to })
  change.tell('request', appointment, id)
  return { ...request, ...fields, state: to }
}
