import type { Fact } from './kit/facts.ts'
import type { ChairsideElementEventMap } from './kit/speaking.ts'
import type { Nothing } from './panel/panel-model.ts'

// The events of the elements by name, beside those that every element has.

/** How many things wait for the person; `text` is that count to show, `label` to speak. */
export interface Badge {
  readonly count: number
  readonly text: string
  readonly label: string
}

/** Why a panel wants to be open: see `chairside-open-request` in docs/embedding.md. */
export type OpenReason = 'show' | 'request' | 'again' | 'file' | 'drop'

export interface ChairsideDeskEventMap extends ChairsideElementEventMap {
  'chairside-fact': CustomEvent<Fact>
}

export interface ChairsideTransferEventMap extends ChairsideElementEventMap {
  'chairside-close': CustomEvent<object>
  'chairside-open-request': CustomEvent<{ readonly reason: OpenReason }>
  badge: CustomEvent<Badge>
  'chairside-nothing': CustomEvent<{ readonly reason: Nothing }>
  'chairside-something': CustomEvent<object>
  'chairside-fact': CustomEvent<Fact>
}

export interface ChairsideFilesEventMap extends ChairsideElementEventMap {
  badge: CustomEvent<Badge>
}

export interface ChairsidePatientDocumentsEventMap extends ChairsideElementEventMap {
  /** The ids of the document and of the patient who has not viewed it. */
  'chairside-remind': CustomEvent<{ readonly document: string; readonly patient: string }>
}
