import type { Appointment } from '../../appointment/appointment.ts'
import { failure } from '../../connection/failure.ts'
import type { TransferFile } from '../../live/file.ts'
import type { SendOptions } from '../../live/offer.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileSource } from '../../upload/source.ts'
import { addingTo } from './adding.ts'

/**
 * Sends chosen files: a patient's as an answer, or added to an answer that is on its way. Gives the transfer, and these
 * files of it.
 *
 * @throws ChairsideError as `send` of the appointment
 */
export async function sendChosen(
  appointment: Appointment,
  sources: readonly FileSource[],
  options: SendOptions,
): Promise<{ transfer: Transfer; files: readonly TransferFile[] }> {
  const adding = addingTo(appointment)
  // Files that were chosen for a person who left are not added to a transfer to the successor.
  if (adding && options.to !== undefined && adding.to.id !== options.to) throw failure('RECIPIENT_GONE')
  if (adding) return { transfer: adding, files: await adding.add(sources, options) }
  const request = appointment.answerable
  const transfer = await (request ? request.answer(sources, options) : appointment.send(sources, options))
  return { transfer, files: transfer.files }
}
