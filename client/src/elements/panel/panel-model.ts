import type { Appointment } from '../../appointment/appointment.ts'
import type { Words } from '../../messages/words.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { shownCall } from '../kit/shown-name.ts'
import { usualNotes } from '../request/usual-notes.ts'
import type { Panel } from './panel.ts'
import type { PanelActs } from './panel-acts.ts'

/** Why there is no panel. Staff never have one; a patient has none if only the practitioner can change the reason. */
export type Nothing = 'STAFF' | 'PLAN_REQUIRED' | 'ONE_TO_ONE_ONLY'

export function nothingToShow({ me, liveExchange }: Appointment): Nothing | undefined {
  if (me.role === 'staff') return 'STAFF'
  if (me.role === 'practitioner' || liveExchange.state === 'open') return undefined
  return liveExchange.code === 'APPOINTMENT_ENDED' ? undefined : liveExchange.code
}

/** Makes the panel from which the parts are rendered; undefined if there is no panel to show. */
export function panelModel(
  appointment: Appointment,
  acts: PanelActs,
  {
    words,
    desk,
    level,
    connection,
    usual,
  }: {
    words: Words
    desk: boolean
    level: number
    connection: ConnectionStatus
    /** The usual notes that the page sets. */
    usual: readonly string[]
  },
): Panel | undefined {
  const { other, liveExchange } = appointment
  const { role } = appointment.me
  if (role === 'staff' || nothingToShow(appointment) !== undefined) return undefined
  // On a connection that is closed for good, no act is possible.
  const open = liveExchange.state === 'open' && connection.state !== 'closed'
  const { adding, requests, meant = other } = acts
  return {
    words,
    otherName: other ? shownCall(other, words) : '',
    role,
    retentionHours: appointment.retentionHours,
    open,
    sends: canSend({ open, role, appointment, adding }),
    appointment,
    other,
    desk,
    level,
    tray: acts.tray,
    room: acts.room,
    trayFor: meant ? shownCall(meant, words) : '',
    limit: appointment.limits.files,
    form: requests.form,
    requests,
    usualNotes: usualNotes(appointment.me.id, usual),
    adding,
    asking: requests.asking,
    ending: requests.ending,
    writing: requests.writing,
    lineDown: connection.state === 'down',
    acts,
  }
}

/** Whether files can be chosen now: by the practitioner always, by the patient while asked. */
function canSend({
  open,
  role,
  appointment,
  adding,
}: Pick<Panel, 'open' | 'role' | 'appointment' | 'adding'>): boolean {
  if (!open) return false
  switch (role) {
    case 'practitioner':
      return true
    case 'patient':
      return adding !== undefined || appointment.answerable !== undefined
  }
}
