import { isLive } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Room } from '../tray/tray.ts'

/** The open transfer of mine to which a patient's further files are added. */
export function addingTo(appointment: Appointment | undefined): Transfer | undefined {
  const request = appointment?.openRequest
  if (!request || request.mine || request.state !== 'answering') return undefined
  return appointment.transfers.findLast(
    ({ mine, state, request: of }) => mine && state === 'open' && of === request.id,
  )
}

/** How much can be sent at once now: in a new transfer, or in the open one. */
export function roomIn(appointment: Appointment | undefined): Room {
  const { files = 0, bytes = 0 } = appointment?.limits ?? {}
  const adding = addingTo(appointment)
  if (!adding) return { files, bytes }
  return { files: files - adding.files.filter(isLive).length, bytes: bytes - adding.bytes }
}
