import { ChairsideDesk } from './elements/desk.ts'
import { defineElements } from './elements/hindrance.ts'
import { ChairsideTransfer } from './elements/transfer.ts'

// The elements of the live exchange.
defineElements({ 'chairside-transfer': ChairsideTransfer, 'chairside-desk': ChairsideDesk })

export type { ChairsideDeskEventMap, ChairsideTransferEventMap } from './elements/event-maps.ts'
export type { ChairsideElementEventMap } from './elements/kit/speaking.ts'
export { ChairsideDesk, ChairsideTransfer }

declare global {
  interface HTMLElementTagNameMap {
    'chairside-transfer': ChairsideTransfer
    'chairside-desk': ChairsideDesk
  }
}
