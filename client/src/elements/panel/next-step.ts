import { type Again, againIn } from '../../live/again.ts'
import type { Panel } from './panel.ts'

/** What the one main button at the panel's foot does; `add` is offered plainly: what was sent is on its way already. */
export type NextStep = 'select' | 'send' | 'choose-again' | 'add' | 'none'

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
}

/** The next step of the person in front of the panel. */
export function nextStep({ sends, ready, missing, adds }: Situation): NextStep {
  if (sends && ready > 0) return 'send'
  if (missing > 0) return 'choose-again'
  if (!sends) return 'none'
  return adds ? 'add' : 'select'
}

/** What a panel shows, as far as it decides the next step. */
export function situationOf(panel: Panel): Situation {
  const { sends, tray, adding } = panel
  const { missing, closed, unsent } = againOf(panel)
  const again = missing.length + closed.length + unsent.length
  return { sends, ready: tray.ready.length, missing: again, adds: adding !== undefined }
}

/** What of mine goes on only when I choose it again: what the server does not know, only while it can be sent. */
export function againOf({ open, sends, appointment }: Pick<Panel, 'open' | 'sends' | 'appointment'>): Again {
  const { missing, closed, unsent } = againIn(appointment)
  return open ? { missing, closed, unsent: sends ? unsent : [] } : { missing: [], closed: [], unsent: [] }
}
