import { extensionOf } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { LibraryDocument } from '../../../documents/document.ts'
import { visibilityLabel } from '../../../messages/documents.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { button } from '../../kit/button.ts'
import { closeOnEscape, written } from '../../kit/form.ts'
import { endOfDay, fieldOf } from '../kit/dates.ts'
import { segment } from '../kit/segment.ts'
import { sign } from '../kit/sign.ts'
import type { RowForm } from './row-acts.ts'
import type { LibraryScene, RowScene } from './scene.ts'
import { sessionName } from './session-name.ts'

/** The form that stands open below a row. */
export function rowForm(form: RowForm, document: LibraryDocument, scene: LibraryScene): TemplateResult {
  const close = closeOnEscape(() => scene.acts.closeForm(document))
  return html`<div class="row-form" part="form" @keydown=${close}>${parts[form](document, scene)}</div>`
}

const parts: Readonly<Record<RowForm, (document: LibraryDocument, scene: LibraryScene) => TemplateResult>> = {
  rename,
  access,
  attach,
  delete: ask,
}

function rename(document: LibraryDocument, { words, acts }: LibraryScene): TemplateResult {
  const { id, name } = document
  const ending = extensionOf(name)
  const stem = ending === '' ? name : name.slice(0, -ending.length - 1)
  return html`<form class="fields" @submit=${(event: SubmitEvent) => void acts.rename(document, written(event))}>
    <div class="field">
      <label class="label" for="name-${id}">${say(words, 'name')}</label>
      <span class="with-ending">
        <input class="input first" id="name-${id}" name="words" required maxlength="200" autocomplete="off" .defaultValue=${stem} />
        ${ending === '' ? nothing : html`<span class="subtle">.${ending}</span>`}
      </span>
    </div>
    <div class="buttons">
      <button type="submit" class="button main">${say(words, 'save')}</button>
      ${button('plain', say(words, 'cancel'), () => acts.closeForm(document))}
    </div>
  </form>`
}

/** Sensitivity, default visibility and expiry; each is saved when it is chosen. */
function access(document: LibraryDocument, { words, acts, now }: LibraryScene): TemplateResult {
  const { id } = document
  const { chosen: saving = {} } = acts.of(id)
  const { sensitivity = document.sensitivity, visibility = document.visibility } = saving
  return html`<div class="fields">
    <div class="field">
      <span class="label" aria-hidden="true">${say(words, 'sensitivity')}</span>
      <div class="first-radio">${segment({
        ...{
          id: `sensitivity-${id}`,
          part: 'sensitivity',
          name: say(words, 'sensitivity'),
          chosen: sensitivity,
        },
        options: [
          { value: 'normal', words: say(words, 'normal') },
          { value: 'sensitive', words: say(words, 'sensitive') },
        ],
        choose: (value) => void acts.change(document, { sensitivity: value }),
      })}</div>
    </div>
    <div class="field">
      <span class="label" aria-hidden="true">${say(words, 'visibleTo')}</span>
      ${segment({
        ...{ id: `visibility-${id}`, part: 'visibility', name: say(words, 'visibleTo'), chosen: visibility },
        options: [
          { value: 'all', words: visibilityLabel(words, 'all') },
          { value: 'paid', words: visibilityLabel(words, 'paid') },
        ],
        choose: (value) => void acts.change(document, { visibility: value }),
      })}
      <p class="subtle">${say(words, 'visibleNote')}</p>
    </div>
    ${expiryField(document, { words, acts, now })}
    <div class="buttons">${button('plain', say(words, 'close'), () => acts.closeForm(document))}</div>
  </div>`
}

/** The day at whose end a document expires; it is saved when it is chosen. `first`: the focus goes there. */
export function expiryField(
  document: LibraryDocument,
  { words, acts, now }: RowScene,
  first = '',
): TemplateResult {
  const { id } = document
  const { expiresAt: saving } = acts.of(id).chosen ?? {}
  const expiresAt = saving === undefined ? document.expiresAt : (saving ?? undefined)
  const chosen = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement
    // While a year is typed, the field has years of long ago.
    const until = endOfDay(field.value)
    if (!until || until.getFullYear() < 1900) return
    if (field.validity.valid) void acts.change(document, { expiresAt: until })
    else acts.past(document)
  }
  return html`<div class="field">
      <label class="label" for="expires-${id}">${say(words, 'expiresOn')}</label>
      <div class="buttons">
        <input
          class="input date ${first}" type="date" id="expires-${id}" min=${fieldOf(new Date(now))} max="9999-12-31"
          .value=${expiresAt ? fieldOf(expiresAt) : ''} @change=${chosen}
        />
        ${expiresAt ? button('plain', say(words, 'noExpiry'), () => void acts.change(document, { expiresAt: null })) : html`<span class="subtle">${say(words, 'neverExpires')}</span>`}
      </div>
    </div>`
}

function attach(
  document: LibraryDocument,
  { words, acts, now, sessions = [] }: LibraryScene,
): TemplateResult {
  const { id } = document
  const here = new Set(document.places.map(({ appointment }) => appointment))
  const open = sessions
    .filter((session) => !here.has(session.id))
    .map((session) => ({ id: session.id, name: sessionName(session, words, now) }))
  const cancel = button('plain', say(words, 'cancel'), () => acts.closeForm(document))
  if (open.length === 0)
    return html`<div class="fields"><p class="first" tabindex="-1">${say(words, 'noSession')}</p><div class="buttons">${cancel}</div></div>`
  const submit = (event: SubmitEvent) => {
    const chosen = open.find((session) => session.id === written(event))
    if (chosen) void acts.attach(document, chosen)
  }
  return html`<form class="fields" @submit=${submit}>
    <div class="field">
      <label class="label" for="session-${id}">${say(words, 'session')}</label>
      <span class="select">
        <select class="first" id="session-${id}" name="words" required>
          <option value="" selected>${say(words, 'chooseSession')}</option>
          ${open.map((session) => html`<option value=${session.id}>${session.name}</option>`)}
        </select>
        ${sign('down', 'small')}
      </span>
    </div>
    <div class="buttons">
      <button type="submit" class="button main">${say(words, 'attachIt')}</button>
      ${cancel}
    </div>
  </form>`
}

/** Asks whether to delete it, with the number of people who can open it now. */
export function ask(
  document: LibraryDocument,
  { words, acts }: Pick<RowScene, 'words' | 'acts'>,
): TemplateResult {
  const { id, name } = document
  const { reach } = acts.of(id)
  const question =
    reach === undefined
      ? say(words, 'askDelete')
      : reach.patients === 0
        ? say(words, 'reachNobody')
        : say(words, 'reach', { count: reach.patients })
  const file = name || say(words, 'erased')
  return html`<div class="ask" role="group" aria-labelledby="ask-${id}">
    <p class="label" id="ask-${id}" aria-live="polite"
      >${question}${reach && reach.running > 0 ? html` ${say(words, 'running', { count: reach.running })}` : nothing}</p>
    <div class="buttons">
      <button type="button" class="button stop" aria-label=${say(words, 'removeFile', { file })} @click=${() => void acts.delete(document)}>${say(words, 'remove')}</button>
      <button
        type="button" class="button first" aria-label=${say(words, 'keepFile', { file })} aria-describedby="ask-${id}"
        @click=${() => acts.closeForm(document)}
      >${say(words, 'keep')}</button>
    </div>
  </div>`
}
