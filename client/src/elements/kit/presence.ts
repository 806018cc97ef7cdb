import type { Participant } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'

/** Where the other party is, as a dot and words; unknown while my own connection is down. */
export function presence(
  words: Words,
  other: Participant | undefined,
  { name, connected }: { readonly name: string; readonly connected: boolean },
): TemplateResult | typeof nothing {
  if (!other) return nothing
  if (!connected) return unknownPresence(words)
  switch (other.presence?.place) {
    case 'call':
      return presenceLine('', words.say('presenceCall', { name }))
    case 'waiting-room':
      return presenceLine('waiting', words.say('presenceWaiting', { name }))
    case undefined:
      return other.desk
        ? presenceLine('desk', words.say('presenceDesk', { name }))
        : presenceLine('away', words.say('presenceAway', { name }))
  }
}

export const unknownPresence = (words: Words): TemplateResult =>
  presenceLine('away', words.say('presenceUnknown'))

/**
 * A line of presence: a full dot in the call, a square at the desk, a ring in the waiting room, away or unknown. The words
 * say the same, so colour is never alone.
 */
export function presenceLine(look: '' | 'waiting' | 'desk' | 'away', words: string): TemplateResult {
  return html`<p class="presence ${look}" part="presence">${words}</p>`
}
