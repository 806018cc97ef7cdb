import { type Again, againIn } from '../../live/again.ts'
import type { Panel } from './panel.ts'

/**
 * What the one main button at the panel's foot does. `add` and `send-after-all` are offered plainly: what was sent is on
 * its way, or the person has said no.
 */
export type NextStep = 'select' | 'send' | 'choose-again' | 'add' | 'send-after-all' | 'none'

/** What decides the next step. */
export interface Situation {
  /** Whether files can be chosen and sent now. */
  readonly sends: boolean
  /** How many of the chosen files can go. */
  readonly ready: number
  /** How many files on their way have to be chosen again, because this page was loaded anew. */
  readonly missing: number
  /** Whether chosen files join a transfer that is on its way. */
  readonly adds: boolean
  /** Whether chosen files answer a request that was declined here. */
  readonly declined: boolean
}

/** The next step of the person in front of the panel. */
export function nextStep({ sends, ready, missing, adds, declined }: Situation): NextStep {
  if (sends && ready > 0) return 'send'
  if (missing > 0) return 'choose-again'
  if (!sends) return 'none'
  if (adds) return 'add'
  return declined ? 'send-after-all' : 'select'
}

/** What a panel shows, as far as it decides the next step. */
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

/** What of mine goes on only when I choose it again: what the server does not know, only while it can be sent. */
export function againOf({ open, sends, appointment }: Pick<Panel, 'open' | 'sends' | 'appointment'>): Again {
  const { missing, closed, unsent } = againIn(appointment)
  return open ? { missing, closed, unsent: sends ? unsent : [] } : { missing: [], closed: [], unsent: [] }
}
