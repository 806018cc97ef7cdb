import { type Again, againIn } from '../../live/again.ts'
import type { Panel } from './panel.ts'

/**
 * The act of the button at the panel's foot. `add` and `send-after-all` are plain buttons, because files are on their way
 * already, or the person has declined.
 */
export type NextStep = 'select' | 'send' | 'choose-again' | 'add' | 'send-after-all' | 'none'

/** The facts that decide the next step. */
export interface Situation {
  /** Whether files can be chosen and sent now. */
  readonly sends: boolean
  /** How many of the chosen files can go. */
  readonly ready: number
  /** How many files on their way need to be chosen again after a reload. */
  readonly missing: number
  /** Whether chosen files are added to an open transfer. */
  readonly adds: boolean
  /** Whether chosen files answer a request that was declined here. */
  readonly declined: boolean
}

/** Gives the next step of the person in front of the panel. */
export function nextStep({ sends, ready, missing, adds, declined }: Situation): NextStep {
  if (sends && ready > 0) return 'send'
  if (missing > 0) return 'choose-again'
  if (!sends) return 'none'
  if (adds) return 'add'
  return declined ? 'send-after-all' : 'select'
}

/** Takes the facts that decide the next step from a panel. */
export function situationOf(panel: Panel): Situation {
  const { sends, tray, adding, appointment } = panel
  const { missing, closed, unsent } = againOf(panel)
  return {
    sends,
    ready: tray.ready.length,
    missing: missing.length + closed.length + unsent.length,
    adds: adding !== undefined,
    declined: appointment.answerable?.state === 'declined',
  }
}

/** My files that wait for me; files that the server does not know count only while I can send. */
export function againOf({ open, sends, appointment }: Pick<Panel, 'open' | 'sends' | 'appointment'>): Again {
  const { missing, closed, unsent } = againIn(appointment)
  return open ? { missing, closed, unsent: sends ? unsent : [] } : { missing: [], closed: [], unsent: [] }
}
