import { ChairsideDesk } from './elements/desk.ts'
import { findHindrance, saying } from './elements/hindrance.ts'
import { ChairsideTransfer } from './elements/transfer.ts'

// A page may load both the bundle and its own build; the first of them defines the elements.
if (!customElements.get('chairside-transfer')) {
  const hindrance = findHindrance()
  customElements.define('chairside-transfer', hindrance ? saying(hindrance) : ChairsideTransfer)
  customElements.define('chairside-desk', hindrance ? saying(hindrance) : ChairsideDesk)
}

declare global {
  interface HTMLElementTagNameMap {
    'chairside-transfer': ChairsideTransfer
    'chairside-desk': ChairsideDesk
  }
}
