import { markEnded } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { Change } from '../events/commit.ts'

/** What happens in an appointment and ends with it, or with one of its people. Each room hands in its own. */
export interface AppointmentPart {
  /** The appointment has ended. */
  ended(tx: Db, change: Change, appointment: string): Promise<void>
  /** A participant was taken out of the registration. */
  left(tx: Db, change: Change, participant: Pick<ParticipantRow, 'appointment' | 'id'>): Promise<void>
}

/** Ends an appointment: nothing new is offered, what runs goes on. Ending it twice changes nothing. */
export async function endAppointment(
  tx: Db,
  change: Change,
  id: string,
  parts: readonly AppointmentPart[],
): Promise<void> {
  if (!(await markEnded(tx, id, change.now))) return
  change.fact(id, { kind: 'appointment-ended' })
  change.tell('appointment', id, id)
  for (const part of parts) await part.ended(tx, change, id)
}
