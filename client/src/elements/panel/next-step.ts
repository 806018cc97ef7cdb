import { isArriving } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
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
  const { sends, tray, adding, appointment } = panel
  return { sends, ready: tray.ready.length, missing: missing(appointment).length, adds: adding !== undefined }
}

/** My files on their way whose bytes this page does not have: oldest first. */
export function missing(appointment: Panel['appointment'] | undefined): TransferFile[] {
  return (appointment?.transfers ?? []).flatMap(({ mine, files }) =>
    mine ? files.filter((file) => file.source === 'missing' && isArriving(file)) : [],
  )
}
