import { html, type TemplateResult } from 'lit'
import type { SessionDocument } from '../../../documents/session-document.ts'
import { sayOfSession } from '../../../messages/session.ts'
import { button } from '../../kit/button.ts'
import { closeOnEscape, written } from '../../kit/form.ts'
import type { Card } from './card.ts'

/** The field for another name, in the place of the name. The ending stands behind it, because it stays. */
export function renameForm(one: SessionDocument, { words, acts }: Card): TemplateResult {
  const { name } = one.document
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  return html`<form
    class="rename" part="rename" @keydown=${closeOnEscape(() => acts.endRenaming())}
    @submit=${(event: SubmitEvent) => void acts.rename(one, written(event))}
  >
    <span class="rename-field"
      ><input
        class="input" id="name-${one.id}" name="words" maxlength="200" autocomplete="off" .value=${stem}
        aria-label=${sayOfSession(words, 'newName', { file: name })}
      /><span class="subtle" aria-hidden="true">${ending}</span></span
    >
    <button type="submit" class="button plain tight">${sayOfSession(words, 'save')}</button>
    ${button('quiet', sayOfSession(words, 'cancel'), () => acts.endRenaming(), { tight: true })}
  </form>`
}
