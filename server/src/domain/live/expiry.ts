import type { Limits } from '../../config.ts'
import { findAppointment } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { findFile } from '../../records/file.ts'
import { onTheWay } from './file.ts'

/**
 * Until when an upload can go on at least (ms since the epoch): some time after its appointment's end, which comes by
 * itself some time after the planned one. Undefined once it is finished.
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
