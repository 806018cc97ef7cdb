import { html, nothing, type TemplateResult } from 'lit'
import { button, iconButton, once } from '../kit/button.ts'
import { closeOnEscape, written } from '../kit/form.ts'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import type { RequestView } from './request-view.ts'

/** With so few characters left, the form says how many. */
const nearlyFull = 50

/** What the practitioner needs, in one field; sending it asks the patient. */
export function requestForm(view: RequestView): TemplateResult | typeof nothing {
  const { form, formFor, words, desk, level, acts, appointment, asking, lineDown } = view
  if (form?.of !== 'ask') return nothing
  const { files: count, bytes, noteLength } = appointment.limits
  const left = noteLength - form.note.length
  // The request waits for the connection, and is sent again with the same id; until it is answered the form is off.
  const off = asking ? 'note-hint' : undefined
  const retype = (event: InputEvent) => {
    if (event.target instanceof HTMLTextAreaElement) acts.retype(event.target.value)
  }
  return html`<section class="group" part="group" aria-labelledby="ask-title" @keydown=${closeOnEscape(acts.closeForm)}>
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, words.say(desk ? 'deskAsk' : 'askPatient'), { look: 'label', id: 'ask-title' })}
      </div>
      ${iconButton('close', words.say('closeRequest'), acts.closeForm)}
    </header>
    <form class="form" @submit=${(event: SubmitEvent) => acts.ask(written(event))}>
      <div class="field">
        <label for="note" class="label">${words.say('whatNeeded')} <span class="subtle">${words.say('optional')}</span></label>
        <textarea class="input" id="note" name="words" rows="3" maxlength=${noteLength} aria-describedby="note-hint"
          ?readonly=${asking} .value=${form.note} @input=${retype}></textarea>
        <p class="subtle" id="note-hint">
          ${
            asking && lineDown
              ? words.say('waitsForLine')
              : left <= nearlyFull
                ? words.say('charactersLeft', { count: left })
                : words.say('askHint', { name: formFor, count, size: words.size(bytes) })
          }
        </p>
      </div>
      <div class="pair">
        <button type="submit" class="button main" aria-disabled=${off ? 'true' : nothing} aria-describedby=${off ?? nothing}
          @keydown=${once}>${icon('ask')}<span>${words.say('sendRequest')}</span></button>
        ${button('plain', words.say('cancel'), acts.closeForm, { off })}
      </div>
    </form>
  </section>`
}
