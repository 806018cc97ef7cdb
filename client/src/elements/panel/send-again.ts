import { ChairsideError } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Request } from '../../live/request.ts'
import type { PhotoLocation } from '../../photo/photo.ts'
import type { FileSource } from '../../upload/source.ts'

/**
 * Sends a withdrawn file of mine as a new file: in the same transfer while that is open, else as an answer to the same
 * request, else as a new transfer. Gives the new file.
 *
 * @throws ChairsideError as `send` of the appointment
 */
export async function sendAgain(
  appointment: Appointment,
  file: TransferFile,
  source: FileSource,
  location: PhotoLocation,
): Promise<readonly TransferFile[]> {
  const added = await addedTo(appointment, file, source, location)
  if (added) return added
  const options = { location, to: file.transfer.to.id }
  const { openRequest: asked } = appointment
  const request = asked?.mine === false && asked.state === 'asked' ? asked : answered(appointment, file)
  const transfer = request ? request.answer([source], options) : appointment.send([source], options)
  return (await transfer).files
}

/** The answered request of a file of mine: it still accepts files that were withdrawn from its answer. */
export function answered(
  { transfers, requests }: Appointment,
  { transfer: { id } }: TransferFile,
): Request | undefined {
  const of = transfers.find((one) => one.id === id)?.request
  return requests.find((request) => request.id === of && !request.mine && request.state === 'answered')
}

/** Adds a file to the transfer of another file; undefined if that is no longer open. */
async function addedTo(
  { transfers }: Appointment,
  { transfer: { id } }: TransferFile,
  source: FileSource,
  location: PhotoLocation,
): Promise<readonly TransferFile[] | undefined> {
  const transfer = transfers.find((one) => one.id === id)
  if (transfer?.state !== 'open') return undefined
  try {
    return await transfer.add([source], { location })
  } catch (error) {
    if (error instanceof ChairsideError && error.code === 'TRANSFER_CLOSED') return undefined
    throw error
  }
}
