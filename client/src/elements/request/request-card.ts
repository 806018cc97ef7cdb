import { html, nothing, type TemplateResult } from 'lit'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import { limitsText } from '../tray/limits-text.ts'
import type { RequestView } from './request-view.ts'

/** Shows the patient the practitioner's request: its note, and which files can go. The buttons stand in the bar. */
export function requestCard(view: RequestView): TemplateResult | typeof nothing {
  const { appointment, role, words, otherName, level, tray } = view
  const request = appointment.openRequest
  if (role !== 'patient' || request?.state !== 'asked' || !view.sends) return nothing
  const chosen = tray.rows.length > 0
  return html`<section class="prompt" part="prompt" aria-labelledby="prompt-title">
    <div class="prompt-head">
      <span class="sign" part="prompt-sign">${icon('ask')}</span>
      <div class="words">
        ${heading(level + 1, words.say('asksYou', { name: otherName }), { look: 'label', id: 'prompt-title', part: 'prompt-title' })}
        ${request.note ? html`<p class="prompt-note" part="prompt-note">${request.note}</p>` : nothing}
        ${chosen ? nothing : html`<p class="subtle">${limitsText(words, appointment.limits)}</p>`}
      </div>
    </div>
  </section>`
}
