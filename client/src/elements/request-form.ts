import { html, nothing, type TemplateResult } from 'lit'
import { button, iconButton } from './button.ts'
import { heading } from './heading.ts'
import type { Panel } from './panel.ts'

/** From here on the reader hears how many characters are left. */
const nearlyFull = 50

/** What the practitioner needs, in one field; sending it asks the patient. */
export function requestForm(panel: Panel, retyped: () => void): TemplateResult | typeof nothing {
  const { form, words, desk, other, level, acts, appointment } = panel
  if (form?.of !== 'ask') return nothing
  const { files: count, bytes, noteLength } = appointment.limits
  return html`<section class="group" part="group" aria-labelledby="ask-title" @keydown=${closeOnEscape(acts.closeForm)}>
    <header class="group-head">
      <div class="group-title">
        ${heading(level + 1, words.say(desk ? 'deskAsk' : 'askPatient'), { look: 'label', id: 'ask-title' })}
      </div>
      ${iconButton('close', words.say('closeRequest'), acts.closeForm)}
    </header>
    <form class="form" @submit=${(event: SubmitEvent) => acts.ask(written(event))}>
      <div class="field">
        <label for="note" class="label">${words.say('whatNeeded')} <span class="subtle">${words.say('optional')}</span></label>
        <textarea class="input" id="note" name="words" rows="3" maxlength=${noteLength} aria-describedby="note-hint"
          .value=${form.note} @input=${retyped}></textarea>
        <p class="subtle" id="note-hint">${words.say('askHint', { name: other, count, size: words.size(bytes) })}</p>
      </div>
      <div class="pair">
        ${submit(words.say('sendRequest'))}
        ${button('plain', words.say('cancel'), acts.closeForm)}
      </div>
    </form>
  </section>`
}

/** Why the patient cannot send now, in one line that may stay empty. */
export function declineForm({ words, other, acts, appointment }: Panel): TemplateResult {
  const request = appointment.openRequest
  const send = (event: SubmitEvent) => {
    const reason = written(event)
    if (request) acts.decline(request, reason)
  }
  return html`<form class="form" @submit=${send} @keydown=${closeOnEscape(acts.closeForm)}>
    <div class="field">
      <label for="reason" class="label">${words.say('whyNot')} <span class="subtle">${words.say('optional')}</span></label>
      <input class="input" id="reason" name="words" type="text" maxlength=${appointment.limits.noteLength} autocomplete="off" />
    </div>
    <div class="pair">
      <button type="submit" class="button main"><span>${words.say('tell', { name: other })}</span></button>
      ${button('plain', words.say('cancel'), acts.closeForm)}
    </div>
  </form>`
}
