import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../kit/icon.ts'
import type { Panel } from './panel.ts'

/** Says in an empty list what will be here. A patient who can send is not told when that is possible. */
export function empty({ words, role, sends, otherName: name }: Panel): TemplateResult {
  const text = words.say(role === 'practitioner' ? 'emptyPractitioner' : 'emptyPatient', { name })
  return html`<div class="group empty" part="empty">
    ${icon('files')}
    <p class="label">${words.say('emptyTitle')}</p>
    ${role === 'patient' && sends ? nothing : html`<p class="subtle">${text}</p>`}
  </div>`
}
