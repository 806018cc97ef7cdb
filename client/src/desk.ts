import type { ChairsideError, Participant, Person, ServerEvent, Snapshot } from '@chairside/protocol'
import { Appointment } from './appointment.ts'
import { failure } from './failure.ts'
import type { TransferFile } from './file.ts'
import type { Line } from './line.ts'
import { Listeners, oncePerTurn } from './listeners.ts'
import { type Address, Reach } from './reach.ts'
import type { Request } from './request.ts'
import type { FileSource } from './source.ts'
import type { Transfer } from './transfer.ts'

/** What a desk tells its listeners: what its appointments tell, with the appointment it is about. */
export interface DeskEvents {
  change: []
  prompt: [file: TransferFile, appointment: Appointment]
  request: [request: Request, appointment: Appointment]
  line: [line: Line]
  error: [error: ChairsideError]
}

/**
 * Opens the practitioner's view over all own appointments with somebody waiting or in a call, on one connection.
 *
 * @throws ChairsideError why the server refuses, or that it could not be reached for 30 s
 */
export async function openDesk({ url, token, signal }: Address): Promise<Desk> {
  const reach = new Reach({ url, token })
  const early: ServerEvent[] = []
  const cancel = reach.connection.on('event', (event) => early.push(event))
  await reach.first((event) => (event.name === 'desk' ? true : undefined), signal)
  cancel()
  const desk = new Desk(reach)
  for (const event of early) Desk.receive(desk, event)
  reach.connection.on('event', (event) => Desk.receive(desk, event))
  reach.connection.on('line', (line) => Desk.turn(desk, line))
  return desk
}
