import { markEnded } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import { changeRequest, findOpenRequest } from '../../records/request.ts'
import type { ParticipantRow, RequestRow } from '../../records/tables.ts'
import { listTransfers } from '../../records/transfer.ts'
import type { Change } from '../events/commit.ts'
import { onTheWay } from './file.ts'
import { withdrawFiles } from './withdrawal.ts'

/** Ends an appointment: open requests expire, nothing new is offered, what runs goes on. Ending twice changes nothing. */
export async function endAppointment(tx: Db, change: Change, id: string): Promise<void> {
  if (!(await markEnded(tx, id, change.now))) return
  change.fact(id, { kind: 'appointment-ended' })
  change.appointment(id)
  const request = await findOpenRequest(tx, id)
  if (request !== undefined) await expireRequest(tx, change, request)
}

/** Ends the part of somebody who was taken out: their request expires, what is on its way from or to them goes back. */
export async function endPart(
  tx: Db,
  change: Change,
  { appointment, id }: Pick<ParticipantRow, 'appointment' | 'id'>,
  stop: (file: string) => void,
): Promise<void> {
  change.fact(appointment, { kind: 'participant-removed', participant: id })
  const request = await findOpenRequest(tx, appointment)
  if (request?.asker === id || request?.asked === id) await expireRequest(tx, change, request)
  for (const transfer of await listTransfers(tx, appointment)) {
    if ((transfer.sender !== id && transfer.receiver !== id) || transfer.state !== 'open') continue
    const files = (await listFiles(tx, transfer.id)).filter((file) => onTheWay.includes(file.state))
    await withdrawFiles(tx, change, { transfer, files, stop })
  }
}

/** Ends a request that nobody can answer any more. */
async function expireRequest(tx: Db, change: Change, { id, appointment }: RequestRow): Promise<void> {
  await changeRequest(tx, id, { state: 'expired', ended_at: change.now })
  change.fact(appointment, { kind: 'request-expired', request: id })
  change.request(appointment, id)
}
