import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../kit/icon.ts'
import type { Panel } from './panel.ts'

/** An empty list: what will be here. A patient who can send needs no word on when that is. */
export function empty({ words, role, sends, otherName: name }: Panel): TemplateResult {
  const text = words.say(role === 'practitioner' ? 'emptyPractitioner' : 'emptyPatient', { name })
  return html`<div class="group empty" part="empty">
    ${icon('files')}
    <p class="label">${words.say('emptyTitle')}</p>
    ${role === 'patient' && sends ? nothing : html`<p class="subtle">${text}</p>`}
  </div>`
}
