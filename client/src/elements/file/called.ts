import type { Party } from '../../live/exchange.ts'
import { callName } from '../../messages/call-name.ts'
import type { Reader } from './row-text.ts'

/**
 * How the other party of a transfer or request is called: the person at that time, not a successor.
 */
export function called({ name }: Party, { role, otherName }: Pick<Reader, 'role' | 'otherName'>): string {
  return name === '' ? otherName : callName(name, role === 'practitioner' ? 'patient' : 'practitioner')
}
