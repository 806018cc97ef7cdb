import type { Limits } from '../../config.ts'
import { findAppointment } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { findFile } from '../../records/file.ts'
import { onTheWay } from './file.ts'

/**
 * The earliest instant (ms since the epoch) at which an upload expires: `finishAfterEnd` after the end of its
 * appointment, which the sweep ends no earlier than `endAfter` past its plan. Undefined once finished.
 */
export async function expiryOf(
  db: Db,
  id: string,
  now: number,
  { endAfter, finishAfterEnd }: Limits,
): Promise<number | undefined> {
  const file = await findFile(db, id)
  if (file === undefined || file.state === 'checking' || !onTheWay.includes(file.state)) return undefined
  const appointment = await findAppointment(db, file.appointment)
  if (appointment === undefined) return undefined
  const end = appointment.ended_at ?? Math.max(now, appointment.ends_at + endAfter)
  return end + finishAfterEnd
}
