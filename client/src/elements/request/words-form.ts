import { html, nothing, type TemplateResult } from 'lit'
import type { Request } from '../../live/request.ts'
import { button, once } from '../kit/button.ts'
import { closeOnEscape, written } from '../kit/form.ts'
import type { Form, RequestView } from './request-view.ts'

/** The form counts the characters left when they are at most so many. */
const nearlyFull = 50

/** A field for a note or reason, with buttons for usual notes. A usual note is sent at once, behind the typed text. */
export function wordsForm(form: Form, request: Request, view: RequestView): TemplateResult {
  const { words, requests, appointment, writing, lineDown, usualNotes } = view
  const { of, text } = form
  const { noteLength } = appointment.limits
  const left = noteLength - text.length
  // The form is off until the server has answered; without a connection the command waits and is sent again.
  const off = writing ? 'words-hint' : undefined
  const write = (said: string) => requests.write({ ...form, text: said }, request)
  const retype = ({ target }: InputEvent) => {
    if (target instanceof HTMLTextAreaElement) requests.retype(target.value)
  }
  const chips = of === 'note' ? usualNotes.filter((one) => !text.includes(one)) : []
  return html`<form class="words-form" @submit=${(event: SubmitEvent) => write(written(event))} @keydown=${closeOnEscape(requests.closeForm)}>
    <label for="words" class="label">${words.say(of === 'note' ? 'addNote' : 'addReason')} <span class="subtle">${words.say('optional')}</span></label>
    ${
      chips.length === 0
        ? nothing
        : html`<div class="chips">${chips.map((one) =>
            button('plain', one, () => write([text.trim(), one].filter(Boolean).join(', ')), {
              tight: true,
              off,
            }),
          )}</div>`
    }
    <div class="row">
      <textarea class="input" id="words" name="words" rows="1" maxlength=${noteLength} aria-describedby="words-hint"
        ?readonly=${writing} .value=${text} @input=${retype}></textarea>
      <button type="submit" class="button plain" aria-disabled=${off ? 'true' : nothing} aria-describedby=${off ?? nothing}
        @keydown=${once}><span>${words.say('add')}</span></button>
    </div>
    <p class="subtle" id="words-hint">${
      writing && lineDown
        ? words.say('waitsForLine')
        : left <= nearlyFull
          ? words.say('charactersLeft', { count: left })
          : nothing
    }</p>
  </form>`
}
