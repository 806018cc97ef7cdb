import { html, nothing, type TemplateResult } from 'lit'
import type { Request } from '../../live/request.ts'
import { button } from '../kit/button.ts'
import { closeOnEscape, written } from '../kit/form.ts'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import { blockedBy, pickedRows, totals } from '../tray/picked-rows.ts'
import type { RequestView } from './request-view.ts'

/** The practitioner asks: the patient chooses files, sends them, or says that it cannot be now. */
export function requestCard(view: RequestView): TemplateResult | typeof nothing {
  const { appointment, role, words, otherName, level, tray, form } = view
  const request = appointment.openRequest
  if (role !== 'patient' || request?.state !== 'asked' || !view.sends) return nothing
  const { files: count, bytes } = appointment.limits
  const chosen = tray.rows.length > 0
  return html`<section class="prompt" part="prompt" aria-labelledby="prompt-title">
    <div class="prompt-head">
      <span class="sign" part="prompt-sign">${icon('ask')}</span>
      <div class="words">
        ${heading(level + 1, words.say('asksYou', { name: otherName }), { look: 'label', id: 'prompt-title', part: 'prompt-title' })}
        ${request.note ? html`<p class="prompt-note" part="prompt-note">${request.note}</p>` : nothing}
        <p class="subtle">${chosen ? totals(view) : words.say('promptHint', { count, size: words.size(bytes) })}</p>
      </div>
    </div>
    ${tray.empty ? nothing : html`<div class="prompt-files">${pickedRows(view)}</div>`}
    ${form?.of === 'decline' && form.request === request.id ? declineForm(request, view) : answer(request, chosen, view)}
  </section>`
}

function answer({ id: request }: Request, chosen: boolean, view: RequestView): TemplateResult {
  const { words, tray, acts } = view
  const sends = tray.ready.length > 0
  const off = blockedBy(view)
  const choose = words.say(chosen ? 'addMore' : 'selectFiles')
  return html`<div class="prompt-actions" part="prompt-actions">
    ${
      sends
        ? button('main', words.say('sendFiles'), acts.send, {
            icon: 'send',
            id: 'send',
            off,
          })
        : nothing
    }
    ${button(sends ? 'plain' : 'main', choose, acts.choose, { icon: 'plus', id: 'choose', across: !sends })}
    ${button('quiet', words.say('cantSend'), () => acts.openForm({ of: 'decline', request }), { id: 'decline', across: true, off: tray.leaving && off })}
  </div>`
}

function declineForm(request: Request, { words, otherName, acts, appointment }: RequestView): TemplateResult {
  return html`<form
    class="form"
    @submit=${(event: SubmitEvent) => acts.decline(request, written(event))}
    @keydown=${closeOnEscape(acts.closeForm)}
  >
    <div class="field">
      <label for="reason" class="label">${words.say('whyNot')} <span class="subtle">${words.say('optional')}</span></label>
      <input class="input" id="reason" name="words" type="text" maxlength=${appointment.limits.noteLength} autocomplete="off" />
    </div>
    <div class="pair">
      <button type="submit" class="button main"><span>${words.say('tell', { name: otherName })}</span></button>
      ${button('plain', words.say('cancel'), acts.closeForm)}
    </div>
  </form>`
}
