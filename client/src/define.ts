import { ChairsideDesk } from './elements/desk.ts'
import { defineElements } from './elements/hindrance.ts'
import { ChairsideTransfer } from './elements/transfer.ts'

// The elements of the live exchange.
defineElements({ 'chairside-transfer': ChairsideTransfer, 'chairside-desk': ChairsideDesk })

declare global {
  interface HTMLElementTagNameMap {
    'chairside-transfer': ChairsideTransfer
    'chairside-desk': ChairsideDesk
  }
}
