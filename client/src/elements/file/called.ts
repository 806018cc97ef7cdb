import type { Party } from '../../live/exchange.ts'
import { callName } from '../../messages/call-name.ts'
import type { Reader } from './row-text.ts'

/**
 * How the other party of a transfer or request is called: that is who it was then, and not whoever has taken that place
 * in the appointment since.
 */
export function called({ name }: Party, { role, other }: Pick<Reader, 'role' | 'other'>): string {
  return name === '' ? other : callName(name, role === 'practitioner' ? 'patient' : 'practitioner')
}
