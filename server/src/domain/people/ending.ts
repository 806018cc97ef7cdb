import { markEnded } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { Exchange } from '../../records/words.ts'
import { fromAddress } from '../events/audit.ts'
import type { Change } from '../events/commit.ts'

/** What an upper room does when an appointment ends or one of its participants leaves. */
export interface AppointmentPart {
  /** The appointment has ended. */
  ended(tx: Db, change: Change, appointment: string): Promise<void>
  /** Its registration changed: people, times or who has paid. */
  changed(tx: Db, change: Change, appointment: string): Promise<void>
  /** One patient has paid, or not any more. */
  paid(tx: Db, change: Change, participant: Pick<ParticipantRow, 'appointment' | 'id'>): Promise<void>
  /** A participant was removed from the registration. */
  left(tx: Db, change: Change, participant: Pick<ParticipantRow, 'appointment' | 'id'>): Promise<void>
  /**
   * An exchange is erased, or its retention is over: bytes lose their pointers, words are blanked. Gives whether
   * anything was blanked. A second call changes nothing.
   */
  erased(tx: Db, change: Change, exchange: Exchange): Promise<boolean>
}

/**
 * Ends an appointment: nothing new can be offered, running uploads go on. A second call changes nothing. `address` is the
 * backend's IP address; undefined when the server itself ends the appointment.
 */
export async function endAppointment(
  tx: Db,
  change: Change,
  id: string,
  parts: readonly AppointmentPart[],
  address?: string,
): Promise<void> {
  if (!(await markEnded(tx, id, change.now))) return
  change.fact(id, { kind: 'appointment-ended', ...fromAddress(address) })
  change.tell('appointment', id, id)
  for (const part of parts) await part.ended(tx, change, id)
}
