import type { Appointment } from '../appointment.ts'
import { callName } from '../messages/call-name.ts'
import type { Words } from '../messages/words.ts'
import type { PanelActs } from './acts.ts'
import type { Panel } from './panel.ts'

/** What the parts of an appointment's panel are rendered from; undefined where there is no panel to show. */
export function look(
  appointment: Appointment,
  acts: PanelActs,
  { words, desk, level }: { words: Words; desk: boolean; level: number },
): Panel | undefined {
  const { other: party, liveExchange } = appointment
  const { role } = appointment.me
  if (role === 'staff') return undefined
  const open = liveExchange.state === 'open'
  // Why there is no exchange is the practitioner's matter; the patient has nothing to do about it.
  if (role === 'patient' && !open && liveExchange.code !== 'APPOINTMENT_ENDED') return undefined
  return {
    words,
    other: party ? callName(party.name, party.role) : '',
    role,
    retentionHours: appointment.retentionHours,
    open,
    appointment,
    party,
    desk,
    level,
    tray: acts.tray,
    room: acts.room,
    form: acts.form,
    adding: acts.adding,
    acts,
  }
}
