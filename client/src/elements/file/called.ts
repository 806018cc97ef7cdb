import type { Party } from '../../live/exchange.ts'
import { callName } from '../../messages/call-name.ts'
import type { Reader } from './row-text.ts'

/**
 * The name of the other party of a transfer or request: the person at that time, not another one who took their place
 * since.
 */
export function called({ name }: Party, { role, otherName }: Pick<Reader, 'role' | 'otherName'>): string {
  return name === '' ? otherName : callName(name, role === 'practitioner' ? 'patient' : 'practitioner')
}
