import { html, nothing, type TemplateResult } from 'lit'
import { button } from '../kit/button.ts'
import type { Panel } from './panel.ts'

/** The practitioner's buttons to send and to ask, with the limits of one transfer below. */
export function actions({
  words,
  desk,
  open,
  role,
  form,
  appointment,
  acts,
}: Panel): TemplateResult | typeof nothing {
  if (!open || role !== 'practitioner' || form?.of === 'ask') return nothing
  const { files: count, bytes } = appointment.limits
  const limits = { count, size: words.size(bytes) }
  // One request at a time: the notice below shows the open one and can withdraw it.
  const asked = appointment.openRequest ? 'asked' : undefined
  return html`<div class="actions" part="actions">
    ${button('main', words.say(desk ? 'deskSend' : 'selectFiles'), acts.choose, {
      icon: desk ? 'send' : 'plus',
      wide: true,
      id: 'choose',
    })}
    ${button(
      'plain',
      words.say(desk ? 'deskAsk' : 'askPatient'),
      () => acts.openForm({ of: 'ask', note: '' }),
      {
        icon: 'ask',
        wide: true,
        id: 'ask',
        off: asked,
      },
    )}
    <p class="subtle">${finePointer() ? words.say('hintDrop', limits) : words.say('hint', limits)}</p>
  </div>`
}

function finePointer(): boolean {
  return matchMedia('(any-pointer: fine)').matches
}
