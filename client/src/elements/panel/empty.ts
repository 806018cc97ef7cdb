import { html, type TemplateResult } from 'lit'
import { icon } from '../kit/icon.ts'
import type { Panel } from './panel.ts'

/** An empty list: what will be here. */
export function empty({ words, role, otherName: name }: Panel): TemplateResult {
  const text = words.say(role === 'practitioner' ? 'emptyPractitioner' : 'emptyPatient', { name })
  return html`<div class="group empty" part="empty">
    ${icon('files')}
    <p class="label">${words.say('emptyTitle')}</p>
    <p class="subtle">${text}</p>
  </div>`
}
