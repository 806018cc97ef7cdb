import type { Appointment } from '../../appointment/appointment.ts'
import { failure } from '../../connection/failure.ts'
import type { TransferFile } from '../../live/file.ts'
import type { SendOptions } from '../../live/offer.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileSource } from '../../upload/source.ts'
import { addingTo } from './adding.ts'

/**
 * Sends what was chosen: a patient's files as an answer, or with those of an answer that is on its way. Gives the transfer,
 * and these files of it.
 *
 * @throws ChairsideError as `send` of the appointment
 */
export async function sendChosen(
  appointment: Appointment,
  sources: readonly FileSource[],
  options: SendOptions,
): Promise<{ transfer: Transfer; files: readonly TransferFile[] }> {
  const adding = addingTo(appointment)
  // Files that were chosen for somebody who is gone are not added to what goes to their successor.
  if (adding && options.to !== undefined && adding.to.id !== options.to) throw failure('RECIPIENT_GONE')
  if (adding) return { transfer: adding, files: await adding.add(sources, options) }
  const request = appointment.answerable
  const transfer = await (request ? request.answer(sources, options) : appointment.send(sources, options))
  return { transfer, files: transfer.files }
}
