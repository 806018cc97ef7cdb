import type { Participant } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'

/** Where the other party is: a dot, and the words for it. */
export function presence(
  words: Words,
  other: Participant | undefined,
  name: string,
): TemplateResult | typeof nothing {
  if (!other) return nothing
  switch (other.presence?.place) {
    case 'call':
      return presenceLine('', words.say('presenceCall', { name }))
    case 'waiting-room':
      return presenceLine('waiting', words.say('presenceWaiting', { name }))
    case undefined:
      return presenceLine('away', words.say('presenceAway', { name }))
  }
}

/** A full dot in the call, a ring in the waiting room or away: never colour alone, the words say it. */
export function presenceLine(look: '' | 'waiting' | 'away', words: string): TemplateResult {
  return html`<p class="presence ${look}" part="presence">${words}</p>`
}
