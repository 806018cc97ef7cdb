import { ChairsideDesk } from './elements/desk.ts'
import { ChairsideTransfer } from './elements/transfer.ts'

// A page may load the bundle and its own build of it; the first one to come defines the elements.
if (!customElements.get('chairside-transfer')) customElements.define('chairside-transfer', ChairsideTransfer)
if (!customElements.get('chairside-desk')) customElements.define('chairside-desk', ChairsideDesk)

declare global {
  interface HTMLElementTagNameMap {
    'chairside-transfer': ChairsideTransfer
    'chairside-desk': ChairsideDesk
  }
}
