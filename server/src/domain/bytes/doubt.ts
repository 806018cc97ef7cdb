import type { Doubt, FileFlag } from '@chairside/protocol'
import type { DoubtPolicy } from '../../config.ts'

/** Whether a person is asked about a content about which the scanner cannot decide. Otherwise it is refused. */
export function asksAbout(
  policy: DoubtPolicy,
  { doubt, flags }: { readonly doubt: Doubt; readonly flags: readonly FileFlag[] },
): boolean {
  switch (policy) {
    case 'refuse':
      return false
    case 'ask-if-locked':
      // The gate has seen the lock too. A scanner alone may mean something locked deep inside.
      return doubt === 'locked' && flags.includes('encrypted')
    case 'ask':
      return true
  }
}
